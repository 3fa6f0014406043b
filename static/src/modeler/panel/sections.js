// Which questions the panel asks about which element, in the order people think.
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { eventSections, messageSection, routeSections } from './event-sections.js';
import {
  attributeField, calledSection, citizenSection, connectorSection, decisionSection, dueSection, eachSection, formSection,
  innerSection, mappingSection, roomSection, scopeSection, scriptSection, whoSection,
} from './step-sections.js';
import { TOPICS } from './words.js';

/** The sections for one element; `context` = {element, editing, word, data, locale}. */
export function sectionsFor(context) {
  const { element } = context;
  if (isAny(element, ['bpmn:Process', 'bpmn:Collaboration', 'bpmn:Participant'])) return processSections(context);
  if (is(element, 'bpmn:Lane')) return laneSections(context);
  const asked = [whatSection(context)];
  if (is(element, 'bpmn:SequenceFlow')) asked.push(...routeSections(context));
  if (is(element, 'bpmn:Activity')) asked.push(...activitySections(context));
  if (is(element, 'bpmn:Event')) asked.push(...eventQuestions(context));
  return [...asked, exactSection(context)].filter(Boolean);
}

function whatSection(context) {
  const { word, editing, element } = context;
  const bo = getBusinessObject(element);
  if (is(element, 'bpmn:TextAnnotation')) return { title: word('what'), icon: 'document', fields: [attributeField(context, 'text', { kind: 'textarea', label: word('name') })] };
  return { title: word('what'), icon: 'document', fields: [attributeField(context, 'name', { kind: 'text', label: word('name') }), documentationField({ word, editing, element }, bo)] };
}

function documentationField({ word, editing, element }, owner) {
  return {
    kind: 'textarea', id: 'documentation', label: word('documentation'), get: () => owner.get('documentation')?.[0]?.get('text'),
    set: (text) => editing.modeling.updateModdleProperties(element, owner, {
      documentation: text ? [editing.make('bpmn:Documentation', { text }, owner)] : [],
    }),
  };
}

function activitySections(context) {
  const { element } = context;
  const asked = ownQuestions(context);
  if (getBusinessObject(element).get('loopCharacteristics')?.$type === 'bpmn:MultiInstanceLoopCharacteristics') asked.push(eachSection(context));
  if (is(element.parent, 'bpmn:AdHocSubProcess')) asked.push(innerSection(context));
  asked.push(citizenSection(context), roomSection(context));
  if (isAny(element, ['bpmn:ServiceTask', 'bpmn:SendTask', 'bpmn:UserTask', 'bpmn:SubProcess', 'bpmn:CallActivity'])) {
    asked.push(mappingSection(context, 'in'), mappingSection(context, 'out'));
  }
  return asked;
}

function ownQuestions(context) {
  const { element } = context;
  if (is(element, 'bpmn:UserTask')) return [whoSection(context), formSection(context), dueSection(context)];
  if (is(element, 'bpmn:BusinessRuleTask')) return [decisionSection(context)];
  if (is(element, 'bpmn:ScriptTask')) return [scriptSection(context)];
  if (isAny(element, ['bpmn:ServiceTask', 'bpmn:SendTask'])) return [connectorSection(context)];
  if (is(element, 'bpmn:ReceiveTask')) return [messageSection(context)];
  if (is(element, 'bpmn:CallActivity')) return [calledSection(context)];
  if (is(element, 'bpmn:AdHocSubProcess')) return [scopeSection(context)];
  return [];
}

function eventQuestions(context) {
  const asked = eventSections(context);
  const isPlainStart = is(context.element, 'bpmn:StartEvent') && !asked.length && !is(context.element.parent, 'bpmn:SubProcess');
  if (isPlainStart) asked.unshift(formSection(context, 'sees', 'applicationForm'));
  return [...asked, citizenSection(context)];
}

function processSections(context) {
  const { word, editing, element } = context;
  const process = editing.processOf(element);
  if (!process) return [whatSection(context)];
  const own = (attribute, field) => ({
    ...field, id: attribute.replace(':', '-'), get: () => process.get(attribute), set: (value) => editing.setOf(element, process, { [attribute]: value }),
  });
  const english = context.locale.startsWith('en');
  const topics = TOPICS.map(([key, dutch, inEnglish]) => [key, english ? inEnglish : dutch]);
  return [
    { title: word('process'), icon: 'speech', fields: [
      own('name', { kind: 'text', label: word('name') }),
      own('regelruimte:question', { kind: 'textarea', label: word('question'), hint: word('questionHint') }),
      own('regelruimte:summary', { kind: 'textarea', label: word('summary') }),
      own('regelruimte:topic', { kind: 'select', label: word('topic'), options: [['', word('none')], ...topics] }),
      documentationField({ word, editing, element }, process),
    ] },
    { title: word('promise'), icon: 'clock', fields: [
      own('regelruimte:legalTermDays', { kind: 'number', label: word('legalTermDays') }),
      own('regelruimte:legalTermSource', { kind: 'text', label: word('legalTermSource'), placeholder: 'Awb 4:13' }),
      own('regelruimte:targetDays', { kind: 'number', label: word('targetDays') }),
      own('regelruimte:objectionDays', { kind: 'number', label: word('objectionDays') }),
      own('regelruimte:referenceDate', { kind: 'text', label: word('referenceDate'), hint: word('referenceDateHint'), placeholder: '=aanvraagdatum' }),
    ] },
    exactSection(context, process),
  ];
}

function laneSections(context) {
  const { word, data } = context;
  const options = ['Inwoner', 'Medewerker', 'Gaat vanzelf', ...data.groups.map((group) => group.name)];
  return [
    { title: word('role'), icon: 'person', fields: [
      attributeField(context, 'name', { kind: 'suggest', label: word('name'), hint: word('roleHint'), options: [...new Set(options)] }),
    ] },
    exactSection(context),
  ];
}

function exactSection({ word, element }, owner = getBusinessObject(element)) {
  return { title: word('exact'), icon: 'gear', folded: true, fields: [{ kind: 'note', text: `${word('id')}: ${owner.get('id')} (${owner.$type})` }] };
}
