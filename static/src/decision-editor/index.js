// The page of one decision: opens the file it is kept in, lets its table be edited and saves it with its mark.
import './page.css';
import { h } from '../page/dom.js';
import { readIsland } from '../page/island.js';
import { makeSaving, post } from '../page/saving.js';
import { completeAnnotations, makeEditor } from './editor.js';
import { makeFindings } from './findings.js';
import { asRead } from './namespaces.js';
import { makeTools } from './tools.js';
import { wordsFor } from './words.js';

const CHECK_AFTER_MS = 1500;

const island = readIsland('decision-data');
if (island) open(island);

async function open(data) {
  const container = document.querySelector('#decision-canvas');
  const words = wordsFor(data.locale);
  const findings = makeFindings({ list: document.querySelector('#findings'), words, goTo });
  const editor = makeEditor({ container, locale: data.locale, words, findingsOf: findings.findingsOf });
  const { problem, isLossy, restore } = await load(editor, data);
  if (problem || isLossy) {
    document.querySelector('#save')?.remove();
    const why = isLossy ? words('lossy') : words('openFailed', { reason: problem });
    container.replaceChildren(h('p', { class: 'st-note st-note--error', role: 'alert' }, why));
    return;
  }
  const show = (found) => findings.show(found.filter(({ file }) => file === data.file), editor.getActiveViewer());
  const redraw = makeTools({ editor, container: document.querySelector('#decision-tools'), words, today: data.today });
  const saving = attachSaving({ editor, data, words, restore, show });
  watch(editor, { redraw, changed: saving, mark: findings.mark });
  show(data.findings);
  goTo(decodeURIComponent(location.hash.slice(1)));
  container.dataset.ready = 'yes';
}

/**
 * Opens the file on the decision of the page; `problem` says why it could not be opened, `isLossy` that it holds what
 * dmn-js does not know and would leave out on saving.
 */
async function load(editor, { dmnUrl, decisionId }) {
  try {
    const response = await fetch(dmnUrl, { credentials: 'same-origin' });
    if (!response.ok) return { problem: `${response.status}` };
    const { text, restore } = asRead(await response.text());
    const { warnings } = await editor.importXML(text, { open: false });
    if (warnings.length) return { isLossy: true };
    const view = editor.getViews().find(({ element }) => element.id === decisionId) ?? editor.getViews()[0];
    await editor.open(view);
    return { restore };
  } catch (error) {
    return { problem: error.message };
  }
}

/** Answers what to do after each change. */
function attachSaving({ editor, data, words, restore, show }) {
  const readXml = async () => {
    document.activeElement?.blur?.();
    completeAnnotations(editor.getDefinitions());
    return restore((await editor.saveXML({ format: true })).xml);
  };
  const saving = makeSaving({
    url: data.saveUrl, revision: data.revision, csrfToken: data.csrfToken, words,
    read: async () => ({ xml: await readXml() }),
    copy: async () => ({ name: data.file, type: 'application/xml', text: await readXml() }),
    onSaved: (answer) => answer.findings && show(answer.findings),
  });
  const readUnsaved = async () => restore((await editor.saveXML({ format: true })).xml);
  const check = async () => {
    const { response, answer } = await post(data.checkUrl, { xml: await readUnsaved() }, data.csrfToken);
    if (response?.ok && answer.findings) show(answer.findings);
  };
  let timer = null;
  return () => {
    saving.markChanged();
    clearTimeout(timer);
    timer = setTimeout(check, CHECK_AFTER_MS);
  };
}

/** Every view has a command stack of its own; opening one clears it, which is no change. */
function watch(editor, { redraw, changed, mark }) {
  const watched = new Set();
  const attach = () => {
    const viewer = editor.getActiveViewer();
    redraw();
    mark(viewer);
    if (!viewer || watched.has(viewer)) return;
    watched.add(viewer);
    viewer.on('commandStack.changed', ({ trigger }) => {
      if (trigger === 'clear') return;
      redraw();
      mark(viewer);
      changed();
    });
  };
  attach();
  editor.on('views.changed', attach);
}

/** Brings a row or column into view and the keyboard to it. */
function goTo(id) {
  if (!id) return;
  const place = document.querySelector(`#decision-canvas :is([data-row-id="${CSS.escape(id)}"], [data-col-id="${CSS.escape(id)}"])`) ?? document.querySelector('#decision-canvas table');
  if (!place) return;
  const cell = place.parentElement.querySelector('[contenteditable]');
  place.scrollIntoView({ block: 'center', inline: 'nearest' });
  cell?.focus({ preventScroll: true });
}
