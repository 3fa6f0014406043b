// The panel beside a decision table: from when until when the chosen row and the whole table are in force.
import { h, icon } from '../page/dom.js';
import { renderField } from '../page/fields.js';
import { makeRedraw } from '../page/redraw.js';

const DAYS = ['validFrom', 'validUntil'];

/**
 * Put the panel in `container` and keep it on the row of the chosen cell.
 *
 * @param {object} options
 * @param {object} options.viewer the decision table of dmn-js
 * @param {() => object[]} options.findings what was found last
 * @param {string} options.rowUrl address of the page that changes a row from a day, with ROW for its id
 */
export function attachRowPanel({ viewer, container, words, findings, rowUrl, readOnly }) {
  const sheet = viewer.get('sheet');
  const stack = viewer.get('commandStack');
  let row = null;

  const rows = () => sheet.getRoot().rows;
  const set = (element, name) => (text) =>
    stack.execute('element.updateProperties', { element, properties: { [`regelruimte:${name}`]: text || undefined } });

  function days(element, owner) {
    return DAYS.map((name) => renderField({
      id: `${owner}-${name}`, kind: 'date', label: words(name),
      get: () => element.get(`regelruimte:${name}`) ?? '', set: set(element, name),
    }, readOnly));
  }

  function rowSection() {
    if (!row) return h('p', { class: 'st-prop__note' }, words('rowNone'));
    const own = findings().filter((finding) => finding.element === row.id);
    return h('section', { class: 'st-prop', 'data-row': row.id },
      h('h3', {}, icon('clock'), words('row', { number: rows().indexOf(row) + 1 })),
      ...days(row.businessObject, 'row'), h('p', { class: 'st-prop__note' }, words('validNote')),
      rowUrl && h('a', { class: 'utrecht-link utrecht-link--html-a', href: rowUrl.replace('ROW', encodeURIComponent(row.id)) }, words('changeFrom')),
      rowUrl && h('p', { class: 'st-prop__note' }, words('changeNote')),
      own.length > 0 && h('h3', {}, words('rowFindings')),
      ...own.map((finding) => h('p', { class: `st-sev st-sev--${finding.severity}` }, icon(finding.severity), finding.message)));
  }

  const content = () => [h('div', { class: 'st-panel__in' }, rowSection(),
    h('section', { class: 'st-prop' }, h('h3', {}, icon('table'), words('table')), ...days(sheet.getRoot().businessObject, 'table')))];
  const redraw = makeRedraw(container, content);

  function choose(next) {
    row = next;
    redraw();
  }

  const bus = viewer.get('eventBus');
  // A cell is chosen, or its header or a menu: then the row that was shown stays.
  bus.on('selection.changed', ({ selection: chosen }) => chosen && choose(rowOf(chosen) ?? row));
  bus.on('cellSelection.changed', ({ elementId }) => choose(rows().find((one) => holds(one, elementId)) ?? row));
  bus.on('elements.changed', () => {
    if (row && !rows().includes(row)) row = null;
    redraw();
  });
  return { redraw, choose: (id) => choose(rows().find((one) => one.id === id) ?? row) };
}

function rowOf(element) {
  return element.row ?? (element.cells ? element : null);
}

function holds(row, elementId) {
  return row.id === elementId || row.cells.some((cell) => cell.id === elementId);
}
