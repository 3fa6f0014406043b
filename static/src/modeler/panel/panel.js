// The properties panel: one head, then a section per question, drawn again after every change of what it shows.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { h, icon } from '../../page/dom.js';
import { Editing } from './editing.js';
import { renderField } from '../../page/fields.js';
import { makeRedraw } from '../../page/redraw.js';
import { sectionsFor } from './sections.js';
import { KIND_WORDS, PANEL_WORDS } from './words.js';

/** Put the panel in `container` and keep it on what is selected in the drawing. */
export function attachPanel({ editor, container, data }) {
  const editing = new Editing(editor);
  const language = data.locale.startsWith('en') ? 1 : 0;
  const word = (key, replacements = {}) =>
    PANEL_WORDS[key][language].replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
  const folded = new Map();

  function content() {
    const selected = editor.get('selection').get();
    if (selected.length > 1) return [h('p', { class: 'st-panel__in' }, word('many', { count: selected.length }))];
    const subject = subjectOf(selected[0] ?? editor.get('canvas').getRootElement());
    return [h('div', { class: 'st-panel__in', 'data-subject': subject.id }, ...panelOf(subject))];
  }

  function panelOf(element) {
    const context = { element, editing, word, data, locale: data.locale };
    const sections = sectionsFor(context).map((section) => renderSection(section, data.readOnly, folded));
    return [headOf(element, language), ...sections];
  }

  const redraw = makeRedraw(container, content);
  const bus = editor.get('eventBus');
  bus.on('selection.changed', () => {
    container.scrollTop = 0;
    redraw();
  });
  bus.on('elements.changed', redraw);
  bus.on('root.set', redraw);
}

/** A label stands for the element it names. */
function subjectOf(element) {
  return element.labelTarget ?? element;
}

function headOf(element, language) {
  const bo = getBusinessObject(element);
  const kind = KIND_WORDS[bo.$type]?.[language] ?? bo.$type.replace('bpmn:', '');
  const name = is(bo, 'bpmn:TextAnnotation') ? '' : nameOf(bo);
  return h('header', { class: 'st-panel__head' },
    h('p', { class: 'st-panel__kind' }, kind), h('h2', { class: 'utrecht-heading-3' }, name || kind));
}

/** A collaboration stands for the process of its first pool, as the panel's fields do. */
function nameOf(bo) {
  const named = is(bo, 'bpmn:Collaboration') ? bo.get('participants')[0]?.get('processRef') : bo;
  return named?.get('name') || named?.get('processRef')?.get('name') || '';
}

function renderSection({ title, icon: symbol, fields, folded: foldable }, readOnly, folded) {
  const rendered = fields.filter(Boolean).map((field) => renderField(field, readOnly));
  if (!foldable) return h('section', { class: 'st-prop' }, h('h3', {}, icon(symbol), title), ...rendered);
  const details = h('details', { class: 'st-prop st-prop--folded', open: folded.get(title) ?? false },
    h('summary', {}, title), ...rendered);
  details.addEventListener('toggle', () => folded.set(title, details.open));
  return details;
}
