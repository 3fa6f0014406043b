// Ad-hoc sub-processes hold no start or end events: taken out when a sub-process becomes one, refused afterwards.
// Source: BPMN 2.0.2, 10.3.5 (Ad-Hoc Sub-Process).
import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import RuleProvider from 'diagram-js/lib/features/rules/RuleProvider';
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';

const NOT_INSIDE = ['bpmn:StartEvent', 'bpmn:EndEvent'];
const ABOVE_BPMN_RULES = 1500;

class TailoredBehavior extends CommandInterceptor {
  static $inject = ['eventBus', 'modeling'];

  constructor(eventBus, modeling) {
    super(eventBus);
    this.postExecuted('shape.replace', ({ context }) => {
      if (!is(context.newShape, 'bpmn:AdHocSubProcess')) return;
      const misplaced = context.newShape.children.filter((child) => isAny(child, NOT_INSIDE) && !child.labelTarget);
      if (misplaced.length) modeling.removeElements(misplaced);
    });
  }
}

class TailoredRules extends RuleProvider {
  static $inject = ['eventBus'];

  init() {
    const refuse = ({ shape, target }) => (isMisplaced(shape, target) ? false : undefined);
    const refuseAny = ({ shapes, elements, target }) =>
      (shapes ?? elements ?? []).some((shape) => isMisplaced(shape, target)) ? false : undefined;
    this.addRule('shape.create', ABOVE_BPMN_RULES, refuse);
    this.addRule('shape.append', ABOVE_BPMN_RULES, refuse);
    this.addRule('elements.create', ABOVE_BPMN_RULES, refuseAny);
    this.addRule('elements.move', ABOVE_BPMN_RULES, refuseAny);
  }
}

function isMisplaced(shape, target) {
  return Boolean(target) && is(target, 'bpmn:AdHocSubProcess') && isAny(shape, NOT_INSIDE);
}

export const TailoredModule = {
  __init__: ['tailoredBehavior', 'tailoredRules'],
  tailoredBehavior: ['type', TailoredBehavior],
  tailoredRules: ['type', TailoredRules],
};
