// "Nieuwe regels vanaf een datum": rows in force end the day before and go on as new rows from that day, as one command.
import { h } from '../page/dom.js';
import { entry } from './own-cells.js';

class NewRulesHandler {
  static $inject = ['modeling', 'sheet', 'elementFactory', 'dmnFactory'];

  constructor(modeling, sheet, elementFactory, dmnFactory) {
    Object.assign(this, { modeling, sheet, elementFactory, dmnFactory });
  }

  preExecute({ rows, day }) {
    for (const row of rows) {
      const until = row.businessObject.get('regelruimte:validUntil');
      this.modeling.updateProperties(row.businessObject, { 'regelruimte:validUntil': dayBefore(day) });
      const index = this.sheet.getRoot().rows.indexOf(row) + 1;
      this.modeling.addRow(this.copyOf(row, day, until), index);
    }
  }

  copyOf(row, day, until) {
    const rule = this.dmnFactory.create('dmn:DecisionRule', {});
    rule.set('regelruimte:validFrom', day);
    if (until) rule.set('regelruimte:validUntil', until);
    if (row.businessObject.description) rule.description = row.businessObject.description;
    rule.annotationEntry = row.businessObject.get('annotationEntry').map((one) => entry(this.dmnFactory, rule, one.text));
    const cells = row.cells.map(({ businessObject }) => this.elementFactory.create('cell', { businessObject: this.cellOf(businessObject) }));
    return this.elementFactory.create('row', { businessObject: rule, cells });
  }

  cellOf(cell) {
    const { text, expressionLanguage } = cell;
    return this.dmnFactory.create(cell.$type, { text, ...(expressionLanguage ? { expressionLanguage } : {}) });
  }
}

class NewRules {
  static $inject = ['commandStack'];

  constructor(commandStack) {
    commandStack.registerHandler('regelruimte.newRules', NewRulesHandler);
  }
}

export const NewRulesModule = { __init__: ['newRules'], newRules: ['type', NewRules] };

/** The rows that hold on a day and held the day before: only those can go on as something new. */
export function rowsToChange(rows, day) {
  return rows.filter(({ businessObject: rule }) => {
    const [from, until] = [rule.get('regelruimte:validFrom'), rule.get('regelruimte:validUntil')];
    return (!from || from < day) && (!until || until >= day);
  });
}

/** Asks from which day, and which of the rows that then hold. */
export function openNewRules({ viewer, words, today }) {
  const rows = viewer.get('sheet').getRoot().rows;
  const day = h('input', { id: 'new-rules-day', class: 'utrecht-textbox', type: 'date', value: today, required: true });
  const list = h('fieldset', { class: 'st-newrules' });
  const make = h('button', { type: 'submit', class: 'utrecht-button utrecht-button--primary-action' }, words('newRulesMake'));
  const listRows = () => {
    const found = day.value ? rowsToChange(rows, day.value) : [];
    make.disabled = !found.length;
    list.replaceChildren(h('legend', {}, words(found.length ? 'newRulesRows' : 'newRulesNone')), ...found.map((row) => choice(row, rows, words)));
  };
  const act = (event) => {
    event.preventDefault();
    const chosen = new Set([...list.querySelectorAll('input:checked')].map((box) => box.value));
    const changed = rowsToChange(rows, day.value).filter((row) => chosen.has(row.id));
    dialog.close();
    if (changed.length) viewer.get('commandStack').execute('regelruimte.newRules', { rows: changed, day: day.value });
  };
  const dialog = h('dialog', { class: 'st-dialog', 'aria-labelledby': 'new-rules-title', close: () => dialog.remove() },
    h('form', { class: 'st-dialog__choices', submit: act },
      h('h2', { id: 'new-rules-title', class: 'utrecht-heading-3' }, words('newRulesTitle')),
      h('p', {}, words('newRulesText')),
      h('label', { class: 'utrecht-form-label', for: 'new-rules-day' }, words('newRulesDay')), day, list, make,
      h('button', { type: 'button', class: 'utrecht-button utrecht-button--subtle', click: () => dialog.close() }, words('cancel'))));
  day.addEventListener('change', listRows);
  listRows();
  document.body.append(dialog);
  dialog.showModal();
}

function choice(row, rows, words) {
  const id = `new-rule-${row.id}`;
  const cells = row.cells.map(({ businessObject }) => businessObject.text || '-').join(' · ');
  return h('div', { class: 'st-check' }, h('input', { id, type: 'checkbox', class: 'utrecht-checkbox', value: row.id, checked: true }),
    h('label', { class: 'utrecht-form-label utrecht-form-label--checkbox', for: id }, `${words('row', { row: rows.indexOf(row) + 1 })}: ${cells}`));
}

function dayBefore(day) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}
