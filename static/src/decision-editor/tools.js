// The row of buttons above the table: what to look at, undo and redo, new rules from a day, dates of the whole table.
import { h, icon } from '../page/dom.js';
import { openNewRules } from './new-rules.js';

/** Draws the tools for the view that is open; call the answer when another view opens or the model changes. */
export function makeTools({ editor, container, words, today }) {
  const viewer = () => editor.getActiveViewer();
  const stack = () => viewer()?.get('commandStack', false);

  function views() {
    const active = editor.getActiveView();
    return h('div', { class: 'st-seg', role: 'group', 'aria-label': words('views') },
      ...editor.getViews().filter((view) => view.type !== 'drd' || editor.getDefinitions().dmnDI).map((view) =>
        h('button', { type: 'button', 'aria-pressed': view === active ? 'true' : 'false', click: () => editor.open(view) },
          view.type === 'drd' ? words('graph') : view.element.name || view.id)));
  }

  function steps() {
    const step = (key, act, able) => h('button', { type: 'button', class: 'utrecht-button utrecht-button--subtle', 'data-tool': key, disabled: !able, click: act }, words(key));
    return [step('undo', () => stack().undo(), stack()?.canUndo()), step('redo', () => stack().redo(), stack()?.canRedo())];
  }

  function tableTools() {
    const table = viewer().get('sheet').getRoot().businessObject;
    const date = (name) => [
      h('label', { class: 'utrecht-form-label', for: `table-${name}` }, words(name === 'validFrom' ? 'tableFrom' : 'tableUntil')),
      h('input', { id: `table-${name}`, class: 'utrecht-textbox st-tabledate', type: 'date', value: table.get(`regelruimte:${name}`) ?? '',
        blur: ({ target }) => setDate(table, name, target.value) }),
    ];
    return [
      h('div', { class: 'st-row' }, ...date('validFrom'), ...date('validUntil')),
      h('button', { type: 'button', class: 'utrecht-button utrecht-button--secondary-action', 'data-tool': 'newRules',
        click: () => openNewRules({ viewer: viewer(), words, today }) }, icon('clock'), words('newRules')),
    ];
  }

  function setDate(table, name, day) {
    const now = table.get(`regelruimte:${name}`) ?? '';
    if (day !== now) viewer().get('modeling').updateProperties(table, { [`regelruimte:${name}`]: day || undefined });
  }

  const isTable = () => editor.getActiveView()?.type === 'decisionTable';
  let drawn = '';

  /** Only for another view: a click on its way to a field must find that field. */
  function draw() {
    const wanted = JSON.stringify([editor.getActiveView()?.id, ...editor.getViews().map(({ id, name }) => [id, name])]);
    if (wanted === drawn) return;
    drawn = wanted;
    container.replaceChildren(h('div', { class: 'st-row' }, ...(editor.getViews().length > 1 ? [views()] : []), ...steps()), ...(isTable() ? [h('div', { class: 'st-row' }, ...tableTools())] : []));
  }

  function refresh() {
    container.querySelector('[data-tool=undo]').disabled = !stack()?.canUndo();
    container.querySelector('[data-tool=redo]').disabled = !stack()?.canRedo();
    if (!isTable()) return;
    const table = viewer().get('sheet').getRoot().businessObject;
    for (const name of ['validFrom', 'validUntil']) {
      const field = container.querySelector(`#table-${name}`);
      if (field !== document.activeElement) field.value = table.get(`regelruimte:${name}`) ?? '';
    }
  }

  return () => {
    draw();
    refresh();
  };
}
