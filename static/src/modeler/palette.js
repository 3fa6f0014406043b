// The palette: what a domain expert draws with, in plain words, by mouse and by keyboard.
import { isAny, is } from 'bpmn-js/lib/util/ModelUtil';

/** What can be made, in palette order; `word` is a key of words.js. */
const SHAPES = [
  ['start-event', 'events', 'bpmn-icon-start-event-none', 'startEvent', { type: 'bpmn:StartEvent' }],
  ['user-task', 'steps', 'bpmn-icon-user-task', 'userTask', { type: 'bpmn:UserTask' }],
  ['service-task', 'steps', 'bpmn-icon-service-task', 'serviceTask', { type: 'bpmn:ServiceTask' }],
  ['decision-task', 'steps', 'bpmn-icon-business-rule-task', 'decisionTask', { type: 'bpmn:BusinessRuleTask' }],
  ['choice', 'routes', 'bpmn-icon-gateway-xor', 'choice', { type: 'bpmn:ExclusiveGateway' }],
  ['parallel', 'routes', 'bpmn-icon-gateway-parallel', 'parallel', { type: 'bpmn:ParallelGateway' }],
  ['timer', 'events', 'bpmn-icon-intermediate-event-catch-timer', 'timer',
    { type: 'bpmn:IntermediateCatchEvent', eventDefinitionType: 'bpmn:TimerEventDefinition' }],
  ['message', 'events', 'bpmn-icon-intermediate-event-catch-message', 'message',
    { type: 'bpmn:IntermediateCatchEvent', eventDefinitionType: 'bpmn:MessageEventDefinition' }],
  ['end-event', 'events', 'bpmn-icon-end-event-none', 'endEvent', { type: 'bpmn:EndEvent' }],
  ['tailored', 'scopes', 'bpmn-icon-subprocess-expanded rr-palette-tailored', 'tailored',
    { type: 'bpmn:AdHocSubProcess', isExpanded: true }],
  ['note', 'scopes', 'bpmn-icon-text-annotation', 'note', { type: 'bpmn:TextAnnotation' }],
];

const GROUPS = ['events', 'steps', 'routes', 'scopes'];

/** Takes the place of bpmn-js's own palette provider. */
class PlainPalette {
  static $inject = ['palette', 'create', 'elementFactory', 'handTool', 'lassoTool', 'spaceTool', 'globalConnect',
    'translate', 'ownWords', 'placing', 'roles'];

  constructor(palette, create, elementFactory, handTool, lassoTool, spaceTool, globalConnect, translate, words,
    placing, roles) {
    Object.assign(this, { create, elementFactory, handTool, lassoTool, spaceTool, globalConnect, translate, words,
      placing, roles });
    palette.registerProvider(this);
  }

  getPaletteEntries() {
    const entries = this.toolEntries();
    for (const group of GROUPS) {
      for (const [name, own, className, word, shape] of SHAPES.filter((entry) => entry[1] === group)) {
        entries[`create.${name}`] = { group: own, className, title: this.words(word), action: this.createAction(shape) };
      }
    }
    entries['create.roles'] = {
      group: 'scopes', className: 'bpmn-icon-participant', title: this.words('roles'),
      action: { click: () => this.roles.addRoles() },
    };
    return entries;
  }

  toolEntries() {
    const tool = (className, title, click) => ({ group: 'tools', className, title: this.translate(title), action: { click } });
    return {
      'hand-tool': tool('bpmn-icon-hand-tool', 'Activate hand tool', (event) => this.handTool.activateHand(event)),
      'lasso-tool': tool('bpmn-icon-lasso-tool', 'Activate lasso tool', (event) => this.lassoTool.activateSelection(event)),
      'space-tool': tool('bpmn-icon-space-tool', 'Activate create/remove space tool', (event) => this.spaceTool.activateSelection(event)),
      'global-connect-tool': tool('bpmn-icon-connection-multi', 'Activate global connect tool', (event) => this.globalConnect.start(event)),
    };
  }

  /** By mouse the shape hangs on the pointer; by keyboard it is placed at once. */
  createAction(attributes) {
    const start = (event) => {
      if (event instanceof KeyboardEvent) this.placing.place(attributes);
      else this.create.start(event, this.elementFactory.createShape({ ...attributes }));
    };
    return { click: start, dragstart: start };
  }
}

/** Makes every palette entry reachable by Tab and workable by Enter or the space bar. */
class PaletteKeys {
  static $inject = ['eventBus', 'palette'];

  constructor(eventBus, palette) {
    eventBus.on('palette.create', ({ container }) => {
      container.addEventListener('keydown', (event) => {
        const entry = event.target.closest('.entry');
        if (!entry || !['Enter', ' '].includes(event.key)) return;
        event.preventDefault();
        palette.triggerEntry(entry.dataset.action, 'click', event);
      });
    });
    eventBus.on('palette.changed', () => {
      for (const entry of document.querySelectorAll('.djs-palette .entry')) {
        entry.tabIndex = 0;
        entry.title = entry.getAttribute('aria-label') ?? '';
      }
    });
  }
}

/** Places a shape without a pointer: after the selected step, in the selected container, else in the middle of view. */
class Placing {
  static $inject = ['canvas', 'selection', 'elementFactory', 'modeling', 'autoPlace', 'rules'];

  constructor(canvas, selection, elementFactory, modeling, autoPlace, rules) {
    Object.assign(this, { canvas, selection, elementFactory, modeling, autoPlace, rules });
  }

  place(attributes) {
    const shape = this.elementFactory.createShape({ ...attributes });
    const selected = this.selection.get()[0];
    const placed = this.follows(selected, shape) ? this.autoPlace.append(selected, shape) : this.put(shape, selected);
    if (placed) this.selection.select(placed);
  }

  follows(selected, shape) {
    return selected && isAny(selected, ['bpmn:FlowNode']) && !is(selected, 'bpmn:EndEvent') && is(shape, 'bpmn:FlowNode')
      && !is(shape, 'bpmn:StartEvent') && !is(selected, 'bpmn:AdHocSubProcess') && !is(selected.parent, 'bpmn:AdHocSubProcess');
  }

  put(shape, selected) {
    const scope = selected && is(selected.parent, 'bpmn:AdHocSubProcess') ? selected.parent : selected;
    const inScope = scope && isAny(scope, ['bpmn:SubProcess', 'bpmn:Participant', 'bpmn:Lane']);
    const target = inScope ? scope : this.canvas.getRootElement();
    const position = inScope ? freeSpot(scope) : middle(this.canvas.viewbox());
    if (!this.rules.allowed('shape.create', { shape, target, position })) return null;
    return this.modeling.createShape(shape, position, target);
  }
}

const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

/** Next free place in a container, left to right, then a new row. */
function freeSpot({ x, y, width, children }) {
  const taken = children.filter((child) => !child.waypoints && !is(child, 'bpmn:Lane')).length;
  const perRow = Math.max(1, Math.floor((width - 60) / 130));
  return { x: x + 90 + (taken % perRow) * 130, y: y + 80 + Math.floor(taken / perRow) * 110 };
}

export const PaletteModule = {
  __init__: ['paletteKeys'],
  paletteProvider: ['type', PlainPalette],
  paletteKeys: ['type', PaletteKeys],
  placing: ['type', Placing],
};
