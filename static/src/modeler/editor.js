// The bpmn-js modeler with our palette, rules, words and namespaces.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import Minimap from 'diagram-js-minimap';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import { TailoredLookModule } from '../canvas/tailored-look.js';
import { translateToDutch } from './nl.js';
import { PaletteModule } from './palette.js';
import regelruimte from './regelruimte.json';
import { RolesModule } from './roles.js';
import { TailoredModule } from './tailored.js';

const FONT = { fontFamily: '"Noto Sans", sans-serif', lineHeight: 1.25 };

/** A modeler in `container`, or a viewer when the page is read only. */
export function makeEditor({ container, locale, words, readOnly }) {
  const Kind = readOnly ? NavigatedViewer : Modeler;
  return new Kind({
    container,
    textRenderer: { defaultStyle: { ...FONT, fontSize: 13 }, externalStyle: { ...FONT, fontSize: 12 } },
    bpmnRenderer: {
      defaultFillColor: 'var(--canvas-fill)',
      defaultStrokeColor: 'var(--canvas-stroke)',
      defaultLabelColor: 'var(--canvas-text)',
    },
    moddleExtensions: { zeebe, regelruimte },
    additionalModules: [
      Minimap,
      TailoredLookModule,
      ...(locale?.startsWith('en') ? [] : [{ translate: ['value', translateToDutch] }]),
      { ownWords: ['value', words] },
      ...(readOnly ? [] : [CreateAppendAnythingModule, PaletteModule, RolesModule, TailoredModule]),
    ],
  });
}
