// Tailored work looks the same on every drawing: tinted, with scales at its corner.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { h, icon } from '../page/dom.js';

class TailoredLook {
  static $inject = ['eventBus', 'canvas', 'overlays'];

  constructor(eventBus, canvas, overlays) {
    eventBus.on('shape.added', ({ element }) => {
      if (!is(element, 'bpmn:AdHocSubProcess') || element.labelTarget) return;
      canvas.addMarker(element, 'is-scope');
      overlays.add(element, 'tailored', { position: { top: -12, left: 12 }, html: scales() });
    });
  }
}

function scales() {
  return h('span', { class: 'rr-scope-mark' }, icon('scales', 'rr-icon'));
}

export const TailoredLookModule = { __init__: ['tailoredLook'], tailoredLook: ['type', TailoredLook] };
