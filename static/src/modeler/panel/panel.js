// The properties panel: one head, then a section per question, drawn again after every change of what it shows.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { h, icon } from '../../page/dom.js';
import { Editing } from './editing.js';
import { renderField } from '../../page/fields.js';
import { sectionsFor } from './sections.js';
import { KIND_WORDS, PANEL_WORDS } from './words.js';

/** Put the panel in `container` and keep it on what is selected in the drawing. */
export function attachPanel({ editor, container, data }) {
  const editing = new Editing(editor);
  const language = data.locale.startsWith('en') ? 1 : 0;
  const word = (key, replacements = {}) =>
    PANEL_WORDS[key][language].replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
  const folded = new Map();
  let shown = null;

  function draw() {
    const focused = container.contains(document.activeElement) ? document.activeElement.id : '';
    const selected = editor.get('selection').get();
    const subject = selected.length > 1 ? null : subjectOf(selected[0] ?? editor.get('canvas').getRootElement());
    const scrolled = subject === shown ? container.scrollTop : 0;
    shown = subject;
    const content = subject ? panelOf(subject) : [h('p', {}, word('many', { count: selected.length }))];
    container.replaceChildren(h('div', { class: 'st-panel__in' }, ...content));
    container.scrollTop = scrolled;
    if (focused) document.getElementById(focused)?.focus();
  }

  function panelOf(element) {
    const context = { element, editing, word, data, locale: data.locale };
    const sections = sectionsFor(context).map((section) => renderSection(section, data.readOnly, folded));
    return [headOf(element, language), ...sections];
  }

  let waiting = false;
  const drawSoon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
  const bus = editor.get('eventBus');
  bus.on('selection.changed', drawSoon);
  bus.on('elements.changed', drawSoon);
  bus.on('root.set', drawSoon);
  draw();
}

/** A label stands for the element it names. */
function subjectOf(element) {
  return element.labelTarget ?? element;
}

function headOf(element, language) {
  const bo = getBusinessObject(element);
  const kind = KIND_WORDS[bo.$type]?.[language] ?? bo.$type.replace('bpmn:', '');
  const name = is(bo, 'bpmn:TextAnnotation') ? '' : (bo.get('name') ?? bo.get('processRef')?.get('name') ?? '');
  return h('header', { class: 'st-panel__head' },
    h('p', { class: 'st-panel__kind' }, kind), h('h2', { class: 'utrecht-heading-3' }, name || kind));
}

function renderSection({ title, icon: symbol, fields, folded: foldable }, readOnly, folded) {
  const rendered = fields.filter(Boolean).map((field) => renderField(field, readOnly));
  if (!foldable) return h('section', { class: 'st-prop' }, h('h3', {}, icon(symbol), title), ...rendered);
  const details = h('details', { class: 'st-prop st-prop--folded', open: folded.get(title) ?? false },
    h('summary', {}, title), ...rendered);
  details.addEventListener('toggle', () => folded.set(title, details.open));
  return details;
}
