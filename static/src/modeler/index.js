// The drawing page of the studio: opens a draft's process, lets it be edited and saves it with its revision.
import './page.css';
import { centre, openReadably } from '../canvas/zoom.js';
import { h } from '../page/dom.js';
import { readIsland } from '../page/island.js';
import { makeSaving, post } from '../page/saving.js';
import { makeEditor } from './editor.js';
import { makeFindings } from './findings.js';
import { attachPanel } from './panel/panel.js';
import { wordsFor } from './words.js';
import { addZoomBar } from './zoom-bar.js';

const CHECK_AFTER_MS = 1500;

const island = readIsland('studio-data');
if (island) open(withDefaults(island));

async function open(data) {
  const container = document.querySelector('#canvas');
  const words = wordsFor(data.locale, data.texts);
  const editor = makeEditor({ container, locale: data.locale, words, readOnly: data.readOnly });
  const problem = await load(editor, data.bpmnUrl);
  if (problem) {
    container.append(h('p', { class: 'st-note st-note--error', role: 'alert' }, words('openFailed', { reason: problem })));
    return;
  }
  openReadably(editor);
  editor.get('minimap').open();
  addZoomBar({ editor, container, words });
  attachPanel({ editor, container: document.querySelector('#properties'), data });
  const findings = makeFindings({ editor, list: document.querySelector('#findings'), words });
  findings.show(data.findings);
  if (!data.readOnly) attachSaving({ editor, data, words, findings });
  selectFromAddress(editor, container);
  container.dataset.ready = 'yes';
}

/** Import the model; the answer is the reason it could not be opened, or null. */
async function load(editor, url) {
  try {
    const response = await fetch(url, { credentials: 'same-origin' });
    if (!response.ok) return `${response.status}`;
    await editor.importXML(await response.text());
    return null;
  } catch (error) {
    return error.message;
  }
}

function attachSaving({ editor, data, words, findings }) {
  const readXml = async () => {
    if (editor.get('directEditing').isActive()) editor.get('directEditing').complete();
    return (await editor.saveXML({ format: true })).xml;
  };
  const saving = makeSaving({
    url: data.saveUrl, revision: data.revision, csrfToken: data.csrfToken, words,
    read: async () => ({ xml: await readXml() }),
    copy: async () => ({ name: 'process.bpmn', type: 'application/xml', text: await readXml() }),
    onSaved: (answer) => answer.findings && findings.show(answer.findings),
  });
  const checkLater = debounced(async () => {
    const { response, answer } = await post(data.checkUrl, { xml: await readXml() }, data.csrfToken);
    if (response?.ok && answer.findings) findings.show(answer.findings);
  }, CHECK_AFTER_MS);
  editor.get('eventBus').on('commandStack.changed', () => {
    saving.markChanged();
    if (data.checkUrl) checkLater();
  });
}

function debounced(act, delay) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };
}

/** `#Activity_1` in the address, or a link `data-select="Activity_1"` in the page, opens on that element. */
function selectFromAddress(editor, container) {
  const select = (id) => {
    const element = id && editor.get('elementRegistry').get(id);
    if (!element) return;
    editor.get('selection').select(element);
    centre(editor.get('canvas'), element);
    container.scrollIntoView({ block: 'nearest' });
  };
  select(decodeURIComponent(location.hash.slice(1)));
  addEventListener('hashchange', () => select(decodeURIComponent(location.hash.slice(1))));
  document.addEventListener('click', (event) => select(event.target.closest('[data-select]')?.dataset.select));
}

function withDefaults(island) {
  const connectors = (island.connectors ?? []).map((one) => ({ name: one.type, inputs: [], outputs: [], ...one }));
  return {
    ...island, connectors, forms: island.forms ?? [], decisions: island.decisions ?? [], groups: island.groups ?? [],
    findings: island.findings ?? [], locale: island.locale ?? 'nl', readOnly: Boolean(island.readOnly), texts: island.texts ?? {},
  };
}
