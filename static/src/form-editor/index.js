// The form page of the studio: form-js's editor, our own questions beside it, and the form as the citizen sees it.
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js-editor/dist/assets/properties-panel.css';
import '../page/page.css';
import './page.css';
import { FormEditor } from '@bpmn-io/form-js-editor';
import { h } from '../page/dom.js';
import { readIsland } from '../page/island.js';
import { makeSaving } from '../page/saving.js';
import { attachFieldList, rootOf } from './field-list.js';
import { attachOwnPanel } from './own-panel.js';
import { wordsFor } from './words.js';

const PREVIEW_AFTER_MS = 600;

const island = readIsland('form-data') ?? readIsland('studio-data');
if (island?.formUrl) open(island);

async function open(data) {
  const words = wordsFor(data.locale ?? document.documentElement.lang, data.texts);
  const canvas = document.querySelector('#form-canvas') ?? document.querySelector('#canvas');
  const panel = document.querySelector('#form-properties') ?? document.querySelector('#properties');
  const ours = h('div', { class: 'st-form-own' });
  const standard = h('div', { class: 'st-form-standard' });
  panel?.replaceChildren(ours, h('details', { class: 'st-prop--folded' }, h('summary', {}, words('all')), standard));
  const editor = new FormEditor({ container: canvas, ...(panel ? { propertiesPanel: { parent: standard } } : {}) });
  const problem = await load(editor, data.formUrl);
  if (problem) {
    canvas.prepend(h('p', { class: 'st-note st-note--error', role: 'alert' }, words('openFailed', { reason: problem })));
    return;
  }
  keepFocusBesideCanvas(canvas);
  attachParts({ editor, data, words, ours, panel });
  canvas.dataset.ready = 'yes';
}

function attachParts({ editor, data, words, ours, panel }) {
  const saving = makeSaving({
    url: data.saveUrl, revision: data.revision, csrfToken: data.csrfToken, words,
    read: async () => ({ schema: editor.saveSchema() }),
    copy: async () => ({ name: `${data.formId}.form`, type: 'application/json', text: JSON.stringify(editor.saveSchema(), null, 2) }),
    onSaved: () => {},
  });
  const list = document.querySelector('#form-list');
  if (list) attachFieldList({ editor, container: list, words });
  if (panel) attachOwnPanel({ editor, container: ours, words, root: () => rootOf(editor.get('formFieldRegistry')) });
  const preview = makePreview({ editor, data, words });
  editor.on('changed', () => {
    saving.markChanged();
    preview.soon();
  });
  preview.now();
}

/**
 * form-js moves focus to the chosen question whenever it draws. Someone who is typing in the list or the panel keeps
 * focus, unless they went to the canvas themselves.
 */
function keepFocusBesideCanvas(canvas) {
  let wentThere = false;
  const note = (event) => (wentThere = event.key === 'Tab' || canvas.contains(event.target));
  for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, note, true);
  canvas.addEventListener('focusin', ({ relatedTarget: left }) => {
    const beside = left?.isConnected && !canvas.contains(left) && left.matches('input, textarea, select, button');
    if (beside && !wentThere) left.focus({ preventScroll: true });
  });
}

/** Import the form; the answer is the reason it could not be opened, or null. */
async function load(editor, url) {
  try {
    const response = await fetch(url, { credentials: 'same-origin' });
    if (!response.ok) return `${response.status}`;
    await editor.importSchema(await response.json());
    return null;
  } catch (error) {
    return error.message;
  }
}

/** The server draws the form from the unsaved schema; only the newest answer is shown. */
function makePreview({ editor, data, words }) {
  const target = document.querySelector('#preview');
  let timer = null;
  let latest = 0;

  async function now() {
    if (!target || !data.previewUrl) return;
    latest += 1;
    const asked = latest;
    const html = await fetchPreview(data, editor.saveSchema());
    if (asked !== latest) return;
    if (html === null) target.replaceChildren(h('p', { class: 'st-note' }, words('previewFailed')));
    else showHtml(target, html);
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(now, PREVIEW_AFTER_MS);
  }

  return { now, soon };
}

async function fetchPreview(data, schema) {
  try {
    const response = await fetch(data.previewUrl, {
      method: 'POST', credentials: 'same-origin', body: JSON.stringify(schema),
      headers: { 'Content-Type': 'application/json', Accept: 'text/html', 'X-CSRFToken': data.csrfToken },
    });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/** Puts the server's page in the frame or the block; a frame keeps the portal's style sheets apart from ours. */
function showHtml(target, html) {
  if (target instanceof HTMLIFrameElement) target.srcdoc = html;
  else target.innerHTML = html;
}
