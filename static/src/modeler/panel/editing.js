// Reading and changing what a model says, every change one step that can be undone.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

/** Services of the editor wrapped in the few operations the panel needs. */
export class Editing {
  constructor(editor) {
    this.modeling = editor.get('modeling');
    this.factory = editor.get('bpmnFactory');
    this.registry = editor.get('elementRegistry');
    this.canvas = editor.get('canvas');
  }

  /** Set attributes of the element itself; empty text takes the attribute away. */
  set(element, properties) {
    this.modeling.updateProperties(element, emptied(properties));
  }

  /** Set attributes of something that belongs to the element (its process, an event definition). */
  setOf(element, moddleElement, properties) {
    this.modeling.updateModdleProperties(element, moddleElement, emptied(properties));
  }

  /** Make a moddle element below `parent`. */
  make(type, properties, parent) {
    const made = this.factory.create(type, properties);
    made.$parent = parent;
    return made;
  }

  /** The first extension element of a type, or undefined. */
  extension(element, type, owner = getBusinessObject(element)) {
    return this.extensions(element, type, owner)[0];
  }

  extensions(element, type, owner = getBusinessObject(element)) {
    return (owner.get('extensionElements')?.get('values') ?? []).filter((value) => is(value, type));
  }

  /** Change or make the extension element of a type; it goes when nothing is left in it. */
  setExtension(element, type, properties, owner = getBusinessObject(element)) {
    const found = this.extension(element, type, owner);
    const next = { ...ownAttributes(found), ...emptied(properties) };
    const isEmpty = Object.values(next).every((value) => value === undefined);
    if (isEmpty) this.replaceExtensions(element, owner, found ? [found] : [], []);
    else if (found) this.setOf(element, found, properties);
    else this.replaceExtensions(element, owner, [], [this.make(type, emptied(properties))]);
  }

  /** Take some extension elements away and add others, in one step. */
  replaceExtensions(element, owner, gone, added) {
    const holder = owner.get('extensionElements');
    const values = [...(holder?.get('values') ?? []).filter((value) => !gone.includes(value)), ...added];
    if (holder) {
      for (const value of added) value.$parent = holder;
      this.modeling.updateModdleProperties(element, holder, { values });
      return;
    }
    if (!added.length) return;
    const made = this.make('bpmn:ExtensionElements', { values }, owner);
    for (const value of added) value.$parent = made;
    this.modeling.updateModdleProperties(element, owner, { extensionElements: made });
  }

  /** A FEEL expression as bpmn:FormalExpression in `property` of `owner`; empty text removes it. */
  setExpression(element, owner, property, text) {
    const value = text.trim() ? this.make('bpmn:FormalExpression', { body: text.trim() }, owner) : undefined;
    this.modeling.updateModdleProperties(element, owner, { [property]: value });
  }

  /** The process an element of the drawing belongs to: its own, or the first participant's. */
  processOf(element) {
    const bo = getBusinessObject(element);
    if (is(bo, 'bpmn:Process')) return bo;
    if (is(bo, 'bpmn:Participant')) return bo.get('processRef');
    return bo.get('participants')?.map((participant) => participant.get('processRef')).find(Boolean);
  }

  /** Name of the lane a shape stands in, or null. */
  laneOf(element) {
    const bo = getBusinessObject(element);
    const lane = this.registry.find((shape) =>
      is(shape, 'bpmn:Lane') && (getBusinessObject(shape).get('flowNodeRef') ?? []).includes(bo) && !hasLanes(shape));
    return lane ? getBusinessObject(lane).get('name') || null : null;
  }
}

function hasLanes(shape) {
  return shape.children.some((child) => is(child, 'bpmn:Lane'));
}

function ownAttributes(moddleElement) {
  if (!moddleElement) return {};
  const names = moddleElement.$descriptor.properties.map((property) => property.ns.localName);
  return Object.fromEntries(names.map((name) => [name, moddleElement.get(name)]).filter(([, value]) => value !== undefined));
}

function emptied(properties) {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value === '' ? undefined : value]));
}
