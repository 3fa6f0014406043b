// The dmn-js editor with our words, columns and namespaces.
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';
import Modeler from 'dmn-js/lib/Modeler';
import { RowFindingsModule } from './findings.js';
import { NewRulesModule } from './new-rules.js';
import { translateToDutch } from './nl.js';
import { OwnCellsModule } from './own-cells.js';
import regelruimte from './regelruimte.json';

/** An editor of one file in `container`; `findingsOf(id)` gives the findings at an element at this moment. */
export function makeEditor({ container, locale, words, findingsOf }) {
  const shared = [{ ownWords: ['value', words] }, ...(locale?.startsWith('en') ? [] : [{ translate: ['value', translateToDutch] }])];
  const table = [OwnCellsModule, NewRulesModule, RowFindingsModule, { findingsOf: ['value', findingsOf] }];
  return new Modeler({
    container,
    moddleExtensions: { regelruimte },
    drd: { additionalModules: shared },
    decisionTable: { additionalModules: [...shared, ...table] },
    literalExpression: { additionalModules: shared },
    boxedExpression: { additionalModules: shared },
  });
}

/** Every row gets as many annotations as the table has columns for them, as the standard asks. */
export function completeAnnotations(definitions) {
  for (const { decisionLogic: table } of definitions.get('drgElement').filter((one) => one.decisionLogic?.$type === 'dmn:DecisionTable')) {
    const count = table.get('annotation').length;
    for (const rule of table.get('rule')) {
      const entries = rule.get('annotationEntry');
      while (entries.length < count) entries.push(emptyAnnotation(rule));
    }
  }
}

function emptyAnnotation(rule) {
  const made = rule.$model.create('dmn:RuleAnnotation', { text: '' });
  made.$parent = rule;
  return made;
}
