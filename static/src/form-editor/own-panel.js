// What a form says beyond form-js (key `regelruimte`): page, kind, why, legal basis, source, error texts, English.
import { h } from '../page/dom.js';
import { renderField } from '../page/fields.js';
import { makeRedraw } from '../page/redraw.js';

const KINDS = {
  textfield: ['bsn', 'iban', 'postcode', 'kenteken', 'kvk', 'telefoon', 'email'],
  number: ['bedrag'],
  datetime: ['datum', 'geboortedatum'],
};
const WITHOUT_ANSWER = ['group', 'text', 'html', 'separator', 'spacer', 'image', 'button'];

/** Keeps the panel on the chosen question; without one it asks about the form itself. */
export function attachOwnPanel({ editor, container, words, root }) {
  const modeling = editor.get('modeling');

  function content() {
    const chosen = editor.get('selection').get() ?? root();
    const fields = chosen.type === 'default' ? formFields(chosen) : componentFields(chosen);
    const head = h('h2', { class: 'utrecht-heading-3' }, chosen.label || words(chosen.type));
    return [head, ...fields.map((field) => renderField(field, false))];
  }

  /** A field on a path below `regelruimte`, for example errors.empty; empty text takes the key away. */
  function own(component, path, field) {
    const keys = path.split('.');
    return {
      ...field, id: `own-${keys.join('-')}`, get: () => keys.reduce((value, key) => value?.[key], component.regelruimte),
      set: (value) => modeling.editFormField(component, 'regelruimte', withValue(component.regelruimte, keys, value)),
    };
  }

  function standard(component, key, field) {
    return { ...field, id: `standard-${key}`, get: () => component[key], set: (value) => modeling.editFormField(component, key, value || undefined) };
  }

  function formFields(form) {
    return [own(form, 'title', { kind: 'text', label: words('formTitle') }), own(form, 'en.title', { kind: 'text', label: words('english') })];
  }

  function componentFields(component) {
    const fields = [standard(component, component.type === 'text' ? 'text' : 'label', { kind: 'text', label: words('label') })];
    if (component.type === 'group') fields.push(own(component, 'page', { kind: 'checkbox', label: words('page') }));
    if (!WITHOUT_ANSWER.includes(component.type)) fields.push(...answerFields(component));
    fields.push(own(component, 'en.label', { kind: 'text', label: words('english') }));
    return fields;
  }

  function answerFields(component) {
    const kinds = KINDS[component.type];
    const fields = [
      standard(component, 'description', { kind: 'text', label: words('description') }),
      requiredField(component),
      keyField(component),
      own(component, 'why', { kind: 'textarea', label: words('why') }),
      own(component, 'ground', { kind: 'text', label: words('ground') }),
      own(component, 'source', { kind: 'text', label: words('source') }),
      own(component, 'errors.empty', { kind: 'text', label: words('empty') }),
      own(component, 'errors.invalid', { kind: 'text', label: words('invalid') }),
      own(component, 'en.description', { kind: 'text', label: words('englishHelp') }),
    ];
    if (kinds) fields.splice(3, 0, own(component, 'kind', { kind: 'select', label: words('kind'), options: [['', words('anyKind')], ...kinds.map((kind) => [kind, kind])] }));
    return fields;
  }

  function requiredField(component) {
    return {
      kind: 'checkbox', id: 'own-required', label: words('isRequired'), get: () => component.validate?.required,
      set: (on) => modeling.editFormField(component, 'validate', { ...component.validate, required: on }),
    };
  }

  /** Conditions and tables know an answer by its name; one that is empty or taken is not accepted. */
  function keyField(component) {
    const isTaken = (key) => editor.get('formFieldRegistry').getAll().some((other) => other !== component && other.key === key);
    return {
      kind: 'text', id: 'standard-key', label: words('key'), get: () => component.key,
      set: (key) => (/^\p{L}[\p{L}\d_]*$/u.test(key) && !isTaken(key) ? modeling.editFormField(component, 'key', key) : redraw()),
    };
  }

  const redraw = makeRedraw(container, content);
  editor.on('selection.changed', redraw);
  editor.on('changed', redraw);
}

/** A copy of `settings` with one path set; what becomes empty goes, up to the whole key. */
function withValue(settings, [key, ...rest], value) {
  const next = { ...settings };
  const below = rest.length ? withValue(next[key], rest, value) : value || undefined;
  if (below === undefined) delete next[key];
  else next[key] = below;
  return Object.keys(next).length ? next : undefined;
}
