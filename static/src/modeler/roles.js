// Roles as lanes: one click gives a process two of them around what is drawn, each further click one more.
import { getBBox } from 'diagram-js/lib/util/Elements';
import { is } from 'bpmn-js/lib/util/ModelUtil';

const HEADER = 30;
const MARGIN = 40;
const SMALLEST = { width: 900, height: 400 };

class Roles {
  static $inject = ['commandStack', 'canvas', 'elementRegistry', 'selection'];

  constructor(commandStack, canvas, elementRegistry, selection) {
    Object.assign(this, { commandStack, canvas, elementRegistry, selection });
    commandStack.registerHandler('regelruimte.roles.add', AddRoles);
  }

  /** Two lanes around the drawing when there are none yet, else one lane more; one step to undo. */
  addRoles() {
    const context = { participant: this.elementRegistry.find((element) => is(element, 'bpmn:Participant')) };
    this.commandStack.execute('regelruimte.roles.add', context);
    if (context.added) this.selection.select(context.added);
  }
}

class AddRoles {
  static $inject = ['modeling', 'elementFactory', 'canvas'];

  constructor(modeling, elementFactory, canvas) {
    Object.assign(this, { modeling, elementFactory, canvas });
  }

  preExecute(context) {
    if (context.participant) context.added = this.modeling.addLane(context.participant, 'bottom');
    else context.added = this.addFirst();
  }

  addFirst() {
    const root = this.canvas.getRootElement();
    const bounds = around(root.children.filter((child) => !child.waypoints), this.canvas.viewbox());
    const shape = this.elementFactory.createParticipantShape({ isExpanded: true });
    Object.assign(shape, { width: bounds.width, height: bounds.height });
    const participant = this.modeling.createShape(shape, centre(bounds), root);
    this.modeling.splitLane(participant, 2);
    const lanes = participant.children.filter((child) => is(child, 'bpmn:Lane')).sort((a, b) => a.y - b.y);
    this.modeling.updateProperties(lanes[0], { name: 'Inwoner' });
    this.modeling.updateProperties(lanes[1], { name: 'Medewerker' });
    return lanes[0];
  }

  execute() {
    return [];
  }

  revert() {
    return [];
  }
}

function around(shapes, view) {
  if (!shapes.length) {
    return { x: view.x + MARGIN, y: view.y + MARGIN, ...SMALLEST };
  }
  const box = getBBox(shapes);
  return {
    x: box.x - HEADER - MARGIN,
    y: box.y - MARGIN,
    width: Math.max(box.width + HEADER + 2 * MARGIN, SMALLEST.width),
    height: Math.max(box.height + 2 * MARGIN, SMALLEST.height),
  };
}

const centre = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

export const RolesModule = { __init__: ['roles'], roles: ['type', Roles] };
