// What the panel asks about a step: who, what they see, until when, what the citizen reads, what may be otherwise.
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

/** Fields every extension attribute shares: read it, write it, remove it when empty. */
export function extensionField({ editing, element }, type, attribute, field) {
  return {
    ...field,
    id: `${type.replace(':', '-')}-${attribute}`,
    get: () => editing.extension(element, type)?.get(attribute),
    set: (value) => editing.setExtension(element, type, { [attribute]: value }),
  };
}

/** A field on an attribute of the element itself. */
export function attributeField({ editing, element }, attribute, field) {
  return {
    ...field,
    id: attribute.replace(':', '-'),
    get: () => getBusinessObject(element).get(attribute),
    set: (value) => editing.set(element, { [attribute]: value }),
  };
}

export function whoSection(context) {
  const { word, data, editing, element } = context;
  const lane = editing.laneOf(element);
  const groups = data.groups.map(({ key, name }) => [key, name]);
  return {
    title: word('who'), icon: 'person', fields: [
      { kind: 'note', text: lane ? word('byLane', { lane }) : word('byNobody') },
      extensionField(context, 'zeebe:AssignmentDefinition', 'candidateGroups', {
        kind: 'select', label: word('group'), options: [['', lane ? word('likeLane') : word('none')], ...groups],
      }),
      extensionField(context, 'zeebe:AssignmentDefinition', 'assignee', {
        kind: 'text', label: word('assignee'), hint: word('assigneeHint'),
      }),
    ],
  };
}

export function formSection(context, title = 'sees', label = 'form') {
  const { word, data, editing, element } = context;
  const current = editing.extension(element, 'zeebe:FormDefinition')?.get('formId');
  const chosen = data.forms.find((form) => form.id === current);
  return {
    title: word(title), icon: 'eye', fields: [
      extensionField(context, 'zeebe:FormDefinition', 'formId', {
        kind: 'select', label: word(label), options: [['', word('noForm')], ...data.forms.map((form) => [form.id, form.title])],
      }),
      chosen?.url && { kind: 'link', text: word('openForm'), href: chosen.url },
      data.newFormUrl && { kind: 'link', text: word('newForm'), href: data.newFormUrl },
    ],
  };
}

export function durationUnits(word) {
  return [['D', word('days')], ['W', word('weeks')], ['M', word('months')], ['TH', word('hours')], ['TM', word('minutes')], ['text', word('otherwise')]];
}

export function dueSection(context) {
  const { word } = context;
  return {
    title: word('until'), icon: 'clock', fields: [
      extensionField(context, 'zeebe:TaskSchedule', 'dueDate', {
        kind: 'duration', label: word('due'), units: durationUnits(word), unitLabel: word('unit'),
      }),
    ],
  };
}

export function citizenSection(context) {
  const isEnd = is(context.element, 'bpmn:EndEvent');
  const text = attributeField(context, 'regelruimte:citizenText', { kind: 'textarea', label: context.word(isEnd ? 'outcomeText' : 'citizenText') });
  return { title: context.word('citizen'), icon: 'speech', fields: isEnd ? [outcomeField(context), text] : [text] };
}

/** What an end means: a refusal tells the resident how to object. */
function outcomeField(context) {
  const { word } = context;
  return attributeField(context, 'regelruimte:outcome', {
    kind: 'select', label: word('outcomeKind'), hint: word('outcomeKindHint'),
    options: [['', word('notSaid')], ...['granted', 'refused', 'withdrawn', 'other'].map((kind) => [kind, word(`outcome_${kind}`)])],
  });
}

/** The rooms at a step: kind, article, text, who and how far, each a card that can be added and removed. */
export function roomSection(context) {
  const { word, data, editing, element } = context;
  const owner = getBusinessObject(element);
  const rooms = editing.extensions(element, 'regelruimte:Room');
  const groups = [['', word('everyone')], ...data.groups.map(({ key, name }) => [key, name])];
  const add = () => {
    const room = editing.make('regelruimte:Room', { id: freeRoomId(rooms), kind: 'policy_rule' });
    editing.replaceExtensions(element, owner, [], [room]);
  };
  return {
    title: word('room'), icon: 'scales', fields: [
      { kind: 'note', text: word('roomHint') },
      ...rooms.map((room, index) => roomCard(context, owner, room, index)),
      { kind: 'button', id: 'add-room', text: word('addRoom'), act: add },
      attributeField(context, 'regelruimte:mandate', { kind: 'select', label: word('mandate'), options: groups }),
      attributeField(context, 'regelruimte:demandedBy', { kind: 'text', label: word('demandedBy'), placeholder: 'Awb 4:8' }),
    ],
  };
}

function roomCard({ word, data, editing, element }, owner, room, index) {
  const own = (attribute, field) => ({
    ...field, id: `room-${index}-${attribute}`, get: () => room.get(attribute),
    set: (value) => editing.setOf(element, room, { [attribute]: value }),
  });
  const kinds = ['law', 'policy_rule', 'hardship_clause', 'working_practice'].map((kind) => [kind, word(kind)]);
  const groups = [['', word('everyone')], ...data.groups.map(({ key, name }) => [key, name])];
  return {
    kind: 'card', title: word('roomCard', { number: index + 1 }), className: 'st-rowcard--room', removeText: word('remove'),
    remove: () => editing.replaceExtensions(element, owner, [room], []),
    fields: [
      own('kind', { kind: 'select', label: word('roomKind'), options: kinds }),
      own('article', { kind: 'text', label: word('article'), placeholder: 'Awb 4:84' }),
      own('text', { kind: 'textarea', label: word('roomText') }),
      own('limit', { kind: 'text', label: word('limit') }),
      own('group', { kind: 'select', label: word('roomGroup'), options: groups }),
      own('secondEyes', { kind: 'select', label: word('secondEyes'), options: [['', word('nobody')], ...groups.slice(1)] }),
    ],
  };
}

function freeRoomId(rooms) {
  const taken = new Set(rooms.map((room) => room.get('id')));
  let number = rooms.length + 1;
  while (taken.has(`r${number}`)) number += 1;
  return `r${number}`;
}

export function decisionSection(context) {
  const { word, data, editing, element } = context;
  const choose = extensionField(context, 'zeebe:CalledDecision', 'decisionId', {
    kind: 'select', label: word('decision'), options: [['', word('none')], ...data.decisions.map(({ id, name }) => [id, name])],
  });
  const called = data.decisions.find(({ id }) => id === editing.extension(element, 'zeebe:CalledDecision')?.get('decisionId'));
  const set = (id) => {
    const known = data.decisions.find((decision) => decision.id === id);
    const present = editing.extension(element, 'zeebe:CalledDecision')?.get('resultVariable');
    editing.setExtension(element, 'zeebe:CalledDecision', {
      decisionId: id, ...(id && !present && known?.resultVariable ? { resultVariable: known.resultVariable } : {}),
    });
  };
  return {
    title: word('table'), icon: 'table', fields: [
      { ...choose, set },
      extensionField(context, 'zeebe:CalledDecision', 'resultVariable', { kind: 'text', label: word('resultVariable') }),
      ...(called?.url ? [{ id: 'open-decision', kind: 'link', text: word('openDecision'), href: called.url }] : []),
    ],
  };
}

export function connectorSection(context) {
  const { word, data, editing, element } = context;
  const type = editing.extension(element, 'zeebe:TaskDefinition')?.get('type');
  const chosen = data.connectors.find((connector) => connector.type === type);
  return {
    title: word('automatic'), icon: 'gear', fields: [
      extensionField(context, 'zeebe:TaskDefinition', 'type', {
        kind: 'select', label: word('connector'), options: [['', word('none')], ...data.connectors.map((one) => [one.type, one.name])],
      }),
      ...(chosen ? offered(context, chosen) : []),
      attributeField(context, 'regelruimte:fallback', {
        kind: 'select', label: word('fallback'), hint: word('fallbackHint'),
        options: [['', word('fallbackNobody')], ['manual', word('fallbackManual')], ...data.forms.map((form) => [form.id, word('fallbackForm', { title: form.title })])],
      }),
    ],
  };
}

/** What a connector takes and gives, and a button that adds what is not mapped yet. */
function offered(context, { inputs, outputs }) {
  const { word, editing, element } = context;
  const mapping = editing.extension(element, 'zeebe:IoMapping');
  const taken = new Set((mapping?.get('inputParameters') ?? []).map((row) => row.get('target')));
  const given = (mapping?.get('outputParameters') ?? []).map((row) => row.get('source'));
  const missing = {
    inputs: inputs.filter((name) => !taken.has(name)),
    outputs: outputs.filter((name) => !given.some((source) => source?.replace('=', '').trim() === name)),
  };
  const add = () => mapRows(context, mapping, missing);
  const canAdd = missing.inputs.length + missing.outputs.length > 0;
  return [
    ...(inputs.length ? [{ kind: 'note', text: word('takes', { names: inputs.join(', ') }) }] : []),
    ...(outputs.length ? [{ kind: 'note', text: word('gives', { names: outputs.join(', ') }) }] : []),
    ...(canAdd ? [{ kind: 'button', id: 'map-connector', text: word('mapConnector'), act: add }] : []),
  ];
}

function mapRows({ editing, element }, mapping, { inputs, outputs }) {
  const whole = mapping ?? editing.make('zeebe:IoMapping', {});
  const rows = (type, names) => names.map((name) => editing.make(type, { source: `=${name}`, target: name }, whole));
  const inputParameters = [...(whole.get('inputParameters') ?? []), ...rows('zeebe:Input', inputs)];
  const outputParameters = [...(whole.get('outputParameters') ?? []), ...rows('zeebe:Output', outputs)];
  if (mapping) return editing.modeling.updateModdleProperties(element, mapping, { inputParameters, outputParameters });
  Object.assign(whole, { inputParameters, outputParameters });
  return editing.replaceExtensions(element, getBusinessObject(element), [], [whole]);
}

export function scriptSection(context) {
  const { word } = context;
  return {
    title: word('script'), icon: 'gear', fields: [
      extensionField(context, 'zeebe:Script', 'expression', { kind: 'expression', label: word('expression') }),
      extensionField(context, 'zeebe:Script', 'resultVariable', { kind: 'text', label: word('resultVariable') }),
    ],
  };
}

/** Rows of zeebe:ioMapping in one direction. */
export function mappingSection(context, direction) {
  const { word, editing, element } = context;
  const [property, type, title] = direction === 'in' ? ['inputParameters', 'zeebe:Input', 'inputs'] : ['outputParameters', 'zeebe:Output', 'outputs'];
  const owner = getBusinessObject(element);
  const mapping = editing.extension(element, 'zeebe:IoMapping');
  const rows = mapping?.get(property) ?? [];
  const put = (next) => {
    if (mapping) return editing.modeling.updateModdleProperties(element, mapping, { [property]: next });
    const made = editing.make('zeebe:IoMapping', { [property]: next });
    for (const row of next) row.$parent = made;
    return editing.replaceExtensions(element, owner, [], [made]);
  };
  return {
    title: word(title), icon: 'route', folded: true, fields: [
      ...rows.map((row, index) => mappingCard({ word, editing, element }, row, index, { title, remove: () => put(rows.filter((other) => other !== row)) })),
      { kind: 'button', id: `add-${title}`, text: word('addRow'), act: () => put([...rows, editing.make(type, { source: '=', target: `gegeven${rows.length + 1}` }, mapping)]) },
    ],
  };
}

function mappingCard({ word, editing, element }, row, index, { title, remove }) {
  const own = (attribute, field) => ({
    ...field, id: `${title}-${index}-${attribute}`, get: () => row.get(attribute), set: (value) => editing.setOf(element, row, { [attribute]: value }),
  });
  return {
    kind: 'card', title: word('mappingCard', { number: index + 1 }), remove, removeText: word('remove'),
    fields: [own('target', { kind: 'text', label: word('target') }), own('source', { kind: 'expression', label: word('source') })],
  };
}

/** Questions about a step inside tailored work: does it start at once, when may it start, how often. */
export function innerSection(context) {
  const { word, editing, element } = context;
  const scope = element.parent;
  const id = getBusinessObject(element).get('id');
  return {
    title: word('inScope'), icon: 'scales', fields: [
      { kind: 'checkbox', id: 'starts-at-once', label: word('startsAtOnce'), get: () => initialOf(scope).includes(id),
        set: (on) => editing.set(scope, { 'regelruimte:initial': toggled(initialOf(scope), id, on).join(' ') }) },
      attributeField(context, 'regelruimte:entryCondition', { kind: 'expression', label: word('entryCondition') }),
      attributeField(context, 'regelruimte:maxTimes', { kind: 'number', label: word('maxTimes') }),
    ],
  };
}

function initialOf(scope) {
  return (getBusinessObject(scope).get('regelruimte:initial') ?? '').split(/\s+/).filter(Boolean);
}

function toggled(ids, id, on) {
  return on ? [...ids.filter((other) => other !== id), id] : ids.filter((other) => other !== id);
}

/** How a tailored scope runs: order, when it is done, what starts at once. */
export function scopeSection(context) {
  const { word, editing, element } = context;
  const bo = getBusinessObject(element);
  const inner = element.children.filter((child) => isAny(child, ['bpmn:Activity']) && !child.labelTarget);
  return {
    title: word('scope'), icon: 'scales', fields: [
      { kind: 'select', id: 'ordering', label: word('ordering'), get: () => bo.get('ordering') ?? 'Parallel',
        options: [['Parallel', word('parallel')], ['Sequential', word('sequential')]], set: (value) => editing.set(element, { ordering: value }) },
      attributeField(context, 'regelruimte:closes', { kind: 'select', label: word('closes'), options: [
        ['', word('byDefault')], ['condition', word('condition_')], ['by_hand', word('by_hand')], ['when_idle', word('when_idle')]] }),
      { kind: 'expression', id: 'completion-condition', label: word('completionCondition'), get: () => bo.get('completionCondition')?.get('body'),
        set: (value) => editing.setExpression(element, bo, 'completionCondition', value) },
      { kind: 'checkbox', id: 'cancel-remaining', label: word('cancelRemaining'), get: () => bo.get('cancelRemainingInstances') !== false,
        set: (on) => editing.set(element, { cancelRemainingInstances: on }) },
      ...(inner.length ? [{ kind: 'note', text: word('startsWith') }] : []),
      ...inner.map((child) => ({ kind: 'checkbox', id: `initial-${child.id}`, label: getBusinessObject(child).get('name') || child.id,
        get: () => initialOf(element).includes(child.id),
        set: (on) => editing.set(element, { 'regelruimte:initial': toggled(initialOf(element), child.id, on).join(' ') }) })),
    ],
  };
}

export function calledSection(context) {
  return {
    title: context.word('called'), icon: 'route',
    fields: [extensionField(context, 'zeebe:CalledElement', 'processId', { kind: 'text', label: context.word('calledProcess') })],
  };
}

/** The list a multi-instance step goes over; only shown on a step that is drawn as one. */
export function eachSection(context) {
  const { word, editing, element } = context;
  const loop = getBusinessObject(element).get('loopCharacteristics');
  const own = (attribute, kind) => ({
    kind, id: `each-${attribute}`, label: word(attribute),
    get: () => editing.extension(element, 'zeebe:LoopCharacteristics', loop)?.get(attribute),
    set: (value) => editing.setExtension(element, 'zeebe:LoopCharacteristics', { [attribute]: value }, loop),
  });
  return {
    title: word('each'), icon: 'repeat', fields: [
      own('inputCollection', 'expression'), own('inputElement', 'text'), own('outputCollection', 'text'), own('outputElement', 'expression'),
    ],
  };
}
