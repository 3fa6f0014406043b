// The dmn-js modeler with our words and the days on which rows are in force.
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import Modeler from 'dmn-js/lib/Modeler';
import { asKnown, asOwn } from './namespaces.js';
import { translateToDutch } from './nl.js';
import regelruimte from './regelruimte.json';

/** An editor of decisions in `container`. */
export function makeEditor({ container, locale }) {
  const modules = locale?.startsWith('en') ? [] : [{ translate: ['value', translateToDutch] }];
  const each = { additionalModules: modules };
  const modeler = new Modeler({
    container,
    drd: each, decisionTable: each, literalExpression: each, boxedExpression: each,
    moddleExtensions: { regelruimte },
  });
  return { modeler, ...reader(modeler) };
}

/** Opening and writing, with the version of DMN that the file has of itself. */
function reader(modeler) {
  let own = null;

  /** Opens a file on one decision; the answer tells what was not understood and would be lost on saving. */
  async function open(text, decisionId) {
    const known = asKnown(text);
    own = known.own;
    const { warnings } = await modeler.importXML(known.xml, { open: false });
    const view = modeler.getViews().find(({ element }) => element.id === decisionId);
    if (view) await modeler.open(view);
    return { isEditable: Boolean(view), lost: warnings.map((warning) => warning.message) };
  }

  async function write() {
    const { xml } = await modeler.saveXML({ format: true });
    return asOwn(xml, own);
  }

  return { open, write };
}
