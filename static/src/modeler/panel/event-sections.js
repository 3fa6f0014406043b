// What the panel asks about events and routes: timers, messages, conditions.
import { getBusinessObject, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { durationUnits } from './step-sections.js';

const TIMER_KINDS = ['timeDuration', 'timeDate', 'timeCycle'];

/** How each event definition names what it is about: its reference, the root element, the words. */
const REFERENCES = {
  'bpmn:MessageEventDefinition': { property: 'messageRef', type: 'bpmn:Message', label: 'messageName' },
  'bpmn:SignalEventDefinition': { property: 'signalRef', type: 'bpmn:Signal', label: 'signalName' },
  'bpmn:ErrorEventDefinition': { property: 'errorRef', type: 'bpmn:Error', label: 'errorName', code: 'errorCode' },
  'bpmn:EscalationEventDefinition': { property: 'escalationRef', type: 'bpmn:Escalation', label: 'escalationName', code: 'escalationCode' },
};

/** Sections for the event definitions an event carries. */
export function eventSections(context) {
  const definitions = getBusinessObject(context.element).get('eventDefinitions') ?? [];
  return definitions.flatMap((definition) => {
    if (definition.$type === 'bpmn:TimerEventDefinition') return [timerSection(context, definition)];
    if (definition.$type === 'bpmn:ConditionalEventDefinition') return [conditionalSection(context, definition)];
    const reference = REFERENCES[definition.$type];
    return reference ? [referenceSection(context, definition, reference)] : [];
  });
}

/** A receive or send task names its message itself. */
export function messageSection(context) {
  return referenceSection(context, getBusinessObject(context.element), REFERENCES['bpmn:MessageEventDefinition']);
}

function timerSection({ word, editing, element }, definition) {
  const kind = TIMER_KINDS.find((name) => definition.get(name)) ?? 'timeDuration';
  const put = (name, text) => {
    const cleared = Object.fromEntries(TIMER_KINDS.map((other) => [other, undefined]));
    const value = text ? editing.make('bpmn:FormalExpression', { body: text }, definition) : undefined;
    editing.modeling.updateModdleProperties(element, definition, { ...cleared, [name]: value });
  };
  const body = () => definition.get(kind)?.get('body') ?? '';
  return {
    title: word('timer'), icon: 'clock', fields: [
      { kind: 'select', id: 'timer-kind', label: word('timerKind'), options: TIMER_KINDS.map((name) => [name, word(name)]), get: () => kind,
        set: (name) => put(name, body() || 'P1D') },
      { kind: kind === 'timeDuration' ? 'duration' : 'text', id: 'timer-value', label: word('timerValue'), units: durationUnits(word),
        unitLabel: word('unit'), get: body, set: (text) => put(kind, text) },
    ],
  };
}

function conditionalSection({ word, editing, element }, definition) {
  return {
    title: word('route'), icon: 'route', fields: [
      { kind: 'expression', id: 'event-condition', label: word('condition'), get: () => definition.get('condition')?.get('body'),
        set: (text) => editing.setExpression(element, definition, 'condition', text) },
    ],
  };
}

function referenceSection({ word, editing, element }, owner, { property, type, label, code }) {
  const target = () => owner.get(property);
  const own = (attribute, text) => ({
    kind: 'text', id: `${property}-${attribute}`, label: word(text), get: () => target()?.get(attribute),
    set: (value) => setReference(editing, element, { owner, property, type, attribute, value }),
  });
  const fields = [own('name', label)];
  if (code) fields.push(own(code, 'eventCode'));
  if (type === 'bpmn:Message' && target()) fields.push(correlationField({ word, editing, element }, target()));
  return { title: word(type === 'bpmn:Message' ? 'message' : 'event'), icon: 'speech', fields };
}

function correlationField({ word, editing, element }, message) {
  return {
    kind: 'expression', id: 'correlation-key', label: word('correlationKey'),
    get: () => editing.extension(element, 'zeebe:Subscription', message)?.get('correlationKey'),
    set: (value) => editing.setExtension(element, 'zeebe:Subscription', { correlationKey: value }, message),
  };
}

/** Change the referenced root element, making it when the event refers to none yet. */
function setReference(editing, element, { owner, property, type, attribute, value }) {
  const present = owner.get(property);
  if (present) return editing.setOf(element, present, { [attribute]: value });
  if (!value) return undefined;
  const definitions = rootOf(owner);
  const made = editing.make(type, { [attribute]: value }, definitions);
  editing.modeling.updateModdleProperties(element, definitions, { rootElements: [...definitions.get('rootElements'), made] });
  return editing.modeling.updateModdleProperties(element, owner, { [property]: made });
}

function rootOf(moddleElement) {
  let current = moddleElement;
  while (current.$parent) current = current.$parent;
  return current;
}

/** When a route is taken; only asked where there is a choice. */
export function routeSections({ word, editing, element }) {
  const flow = getBusinessObject(element);
  const source = element.source;
  if (!isAny(source, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:ComplexGateway', 'bpmn:Activity'])) return [];
  const isDefault = getBusinessObject(source).get('default') === flow;
  const condition = {
    kind: 'expression', id: 'condition', label: word('condition'), hint: word('conditionHint'), get: () => flow.get('conditionExpression')?.get('body'),
    set: (text) => editing.set(element, { conditionExpression: text ? editing.make('bpmn:FormalExpression', { body: text }, flow) : undefined }),
  };
  return [{
    title: word('route'), icon: 'route', fields: [
      isDefault ? { kind: 'note', text: word('defaultNote') } : condition,
      { kind: 'checkbox', id: 'is-default', label: word('isDefault'), get: () => isDefault,
        set: (on) => editing.set(source, { default: on ? flow : undefined }) },
    ],
  }];
}
