// The form as rows: the keyboard's way to order, add and remove questions, on the same form as the canvas.
import { h } from '../page/dom.js';
import { makeRedraw } from '../page/redraw.js';

const NEW_KINDS = ['textfield', 'textarea', 'number', 'datetime', 'radio', 'checklist', 'select', 'checkbox', 'filepicker', 'group', 'text'];

/** Keeps `container` equal to the form; every button is one step that can be undone. */
export function attachFieldList({ editor, container, words }) {
  const modeling = editor.get('modeling');
  const registry = editor.get('formFieldRegistry');
  const selection = editor.get('selection');
  const nameOf = (field) => field.label || field.key || words('noLabel');

  function content() {
    return [h('h2', { class: 'utrecht-heading-3' }, words('questions')), listOf(rootOf(registry)), adder()];
  }

  function listOf(parent) {
    return h('ol', { class: 'st-fieldlist' }, ...(parent.components ?? []).map((field, index) => row(field, parent, index)));
  }

  function row(field, parent, index) {
    const label = nameOf(field);
    const last = index === parent.components.length - 1;
    const kind = words(field.regelruimte?.kind ?? field.type);
    return h('li', { 'aria-current': selection.get() === field ? 'true' : null },
      h('button', { type: 'button', id: `row-${field.id}`, class: 'st-fieldlist__name', click: () => selection.set(field) },
        label, h('small', {}, field.validate?.required ? `${kind}, ${words('required')}` : kind)),
      h('span', { class: 'st-fieldlist__acts' },
        act('up', '↑', field, index === 0, () => modeling.moveFormField(field, parent, parent, index, index - 1)),
        act('down', '↓', field, last, () => modeling.moveFormField(field, parent, parent, index, index + 2)),
        act('remove', '×', field, false, () => modeling.removeFormField(field, parent, index))),
      field.components && listOf(field));
  }

  function act(name, sign, field, disabled, click) {
    const label = words(name, { label: nameOf(field) });
    return h('button', { type: 'button', id: `${name}-${field.id}`, class: 'st-iconbtn', 'aria-label': label, title: label, disabled, click }, sign);
  }

  function adder() {
    const kind = h('select', { id: 'new-kind', class: 'utrecht-select', 'aria-label': words('addKind') },
      ...NEW_KINDS.map((type) => h('option', { value: type }, words(type))));
    const add = () => {
      const parent = targetFor(selection.get());
      selection.set(modeling.addFormField({ type: kind.value, label: words('newQuestion') }, parent, parent.components.length));
    };
    return h('div', { class: 'st-fieldlist__add' }, kind,
      h('button', { type: 'button', id: 'add-question', class: 'utrecht-button utrecht-button--secondary-action', click: add }, words('addQuestion')));
  }

  /** A new question goes into the chosen group, or beside the chosen question, else at the end. */
  function targetFor(chosen) {
    if (chosen?.components) return chosen;
    return registry.get(chosen?._parent) ?? rootOf(registry);
  }

  const redraw = makeRedraw(container, content);
  editor.on('changed', redraw);
  editor.on('selection.changed', redraw);
}

/** The form itself: the one field without a parent. */
export function rootOf(registry) {
  return registry.getAll().find((field) => !field._parent);
}
