// Fields of the properties panel as plain form controls: label, hint, control. A change is committed on `change`.
import { h } from './dom.js';

/**
 * One field as DOM. `field.kind` chooses the control; `field.set` gets the new text (or true/false).
 *
 * @param {{id: string, kind: string, label: string, get: Function, set: Function}} field
 * @param {boolean} readOnly
 */
export function renderField(field, readOnly) {
  const id = `prop-${field.id}`;
  const make = CONTROLS[field.kind];
  return make({ ...field, controlId: id, hintId: field.hint ? `${id}-hint` : null, readOnly });
}

const CONTROLS = {
  text: (field) => labelled(field, textbox(field)),
  date: (field) => labelled(field, textbox(field, { type: 'date', class: 'utrecht-textbox st-short-date' })),
  number: (field) => labelled(field, textbox(field, { inputmode: 'numeric', class: 'utrecht-textbox st-short' })),
  expression: (field) => labelled(field, textarea(field, { class: 'utrecht-textarea st-code', spellcheck: 'false' })),
  textarea: (field) => labelled(field, textarea(field)),
  select: (field) => labelled(field, select(field)),
  suggest: (field) => labelled(field, textbox(field, { list: `${field.controlId}-list` }), suggestions(field)),
  checkbox,
  duration,
  note: ({ text }) => h('p', { class: 'st-prop__note' }, text),
  link: ({ text, href }) => h('a', { class: 'utrecht-link', href }, text),
  button: ({ controlId, text, act, readOnly }) =>
    h('button', { id: controlId, type: 'button', class: 'utrecht-button utrecht-button--subtle st-add', disabled: readOnly, click: act }, text),
  card: ({ title, fields, remove, removeText, readOnly, className }) =>
    h('div', { class: `st-rowcard ${className ?? ''}`, role: 'group', 'aria-label': title },
      ...fields.map((field) => renderField(field, readOnly)),
      remove && !readOnly && h('button', { type: 'button', class: 'utrecht-button utrecht-button--subtle st-remove', click: remove }, removeText)),
};

function labelled({ controlId, label, hint, hintId }, control, ...extra) {
  return h('div', { class: 'utrecht-form-field st-field' },
    h('label', { class: 'utrecht-form-label', for: controlId }, label),
    hint && h('p', { id: hintId, class: 'st-prop__note' }, hint), control, ...extra);
}

function textbox(field, attributes = {}) {
  return h('input', { id: field.controlId, class: 'utrecht-textbox', type: 'text', autocomplete: 'off',
    'aria-describedby': field.hintId, readonly: field.readOnly, placeholder: field.placeholder, ...attributes, value: field.get() ?? '',
    change: (event) => field.set(event.target.value.trim()) });
}

function textarea(field, attributes = {}) {
  return h('textarea', { id: field.controlId, class: 'utrecht-textarea', rows: field.rows ?? 2, 'aria-describedby': field.hintId,
    readonly: field.readOnly, ...attributes, value: field.get() ?? '', change: (event) => field.set(event.target.value.trim()) });
}

function select(field) {
  const current = field.get() ?? '';
  const known = field.options.some(([value]) => value === current);
  const options = known ? field.options : [...field.options, [current, current]];
  const control = h('select', { id: field.controlId, class: 'utrecht-select', 'aria-describedby': field.hintId, disabled: field.readOnly,
    change: (event) => field.set(event.target.value) },
    ...options.map(([value, text]) => h('option', { value, selected: value === current }, text)));
  return control;
}

function suggestions(field) {
  return h('datalist', { id: `${field.controlId}-list` }, ...field.options.map((value) => h('option', { value })));
}

function checkbox({ controlId, label, get, set, readOnly, hint, hintId }) {
  return h('div', { class: 'st-check' },
    h('input', { id: controlId, type: 'checkbox', class: 'utrecht-checkbox', checked: Boolean(get()), disabled: readOnly,
      'aria-describedby': hintId, change: (event) => set(event.target.checked) }),
    h('label', { class: 'utrecht-form-label utrecht-form-label--checkbox', for: controlId }, label),
    hint && h('p', { id: hintId, class: 'st-prop__note' }, hint));
}

const SIMPLE_DURATION = /^P(?:(\d+)([DWM])|T(\d+)([HM]))$/;

/** A number and a unit for a simple ISO 8601 duration; any other text (a date, FEEL) stays text. */
function duration(field) {
  const text = field.get() ?? '';
  const match = SIMPLE_DURATION.exec(text);
  const unit = match ? (match[2] ?? `T${match[4]}`) : text ? 'text' : 'D';
  const number = match ? (match[1] ?? match[3]) : text;
  const amount = h('input', { id: field.controlId, class: unit === 'text' ? 'utrecht-textbox' : 'utrecht-textbox st-short', type: 'text',
    autocomplete: 'off', readonly: field.readOnly, 'aria-describedby': field.hintId, value: number });
  const units = h('select', { id: `${field.controlId}-unit`, class: 'utrecht-select', 'aria-label': field.unitLabel, disabled: field.readOnly },
    ...field.units.map(([value, word]) => h('option', { value, selected: value === unit }, word)));
  const commit = () => {
    const next = durationText(amount.value.trim(), units.value);
    if (next !== text) field.set(next);
  };
  amount.addEventListener('change', commit);
  units.addEventListener('change', () => (amount.value.trim() ? commit() : amount.focus()));
  return labelled(field, h('div', { class: 'st-pair' }, amount, units));
}

function durationText(amount, unit) {
  if (!amount || unit === 'text' || !/^\d+$/.test(amount)) return amount;
  return unit.startsWith('T') ? `PT${amount}${unit[1]}` : `P${amount}${unit}`;
}
