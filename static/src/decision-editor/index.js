// The page of one decision in the studio: dmn-js's table, the days its rows are in force, saving and findings.
import '../page/page.css';
import './page.css';
import { h } from '../page/dom.js';
import { listOf } from '../page/findings-list.js';
import { readIsland } from '../page/island.js';
import { makeSaving, post } from '../page/saving.js';
import { makeEditor } from './editor.js';
import { makeMarks } from './marks.js';
import { attachRowPanel } from './row-panel.js';
import { wordsFor } from './words.js';

const CHECK_AFTER_MS = 1000;

const island = readIsland('studio-data');
if (island?.dmnUrl) openPage(island);

async function openPage(data) {
  const container = document.querySelector('#canvas');
  const words = wordsFor(data.locale);
  const editor = makeEditor({ container, locale: data.locale });
  const { problem, isEditable, lost } = await load(editor, data);
  if (problem || !isEditable) {
    container.replaceChildren(note(words('openFailed', { reason: problem ?? data.decisionId }), 'error'));
    return;
  }
  if (lost.length) {
    document.querySelector('#save')?.remove();
    container.before(note(words('lost'), 'warning'));
  }
  attachParts({ editor, data, words, container, readOnly: lost.length > 0 });
  container.dataset.ready = 'yes';
}

function attachParts({ editor, data, words, container, readOnly }) {
  const viewer = editor.modeler.getActiveViewer();
  let findings = data.findings;
  const marks = makeMarks({ container, words });
  const isTable = editor.modeler.getActiveView().type === 'decisionTable';
  const panel = isTable && attachRowPanel({
    viewer, container: document.querySelector('#properties'), words, readOnly,
    rowUrl: data.rowUrl, findings: () => findings,
  });
  const list = document.querySelector('#findings');

  function show(found) {
    findings = found;
    marks.show(found);
    panel?.redraw?.();
    list.replaceChildren(...listOf(found, words, (id) => goTo({ container, panel, id })));
  }

  show(findings);
  if (!readOnly) attachSaving({ editor, viewer, data, words, show });
}

function attachSaving({ editor, viewer, data, words, show }) {
  const saving = makeSaving({
    url: data.saveUrl, revision: data.revision, csrfToken: data.csrfToken, words,
    read: async () => ({ xml: await editor.write() }),
    copy: async () => ({ name: data.fileName, type: 'application/xml', text: await editor.write() }),
    onSaved: (answer) => answer.findings && show(answer.findings),
  });
  let timer = null;
  viewer.on('commandStack.changed', () => {
    saving.markChanged();
    clearTimeout(timer);
    timer = setTimeout(check, CHECK_AFTER_MS);
  });

  async function check() {
    const { response, answer } = await post(data.checkUrl, { xml: await editor.write() }, data.csrfToken);
    if (response?.ok && answer.findings) show(answer.findings);
  }
}

/** Shows the row or column a finding is about. */
function goTo({ container, panel, id }) {
  panel?.choose?.(id);
  const place = container.querySelector(`[data-row-id="${CSS.escape(id)}"], [data-col-id="${CSS.escape(id)}"]`);
  place?.scrollIntoView({ block: 'center', inline: 'nearest' });
}

/** Import the file; the answer tells what went wrong, or what would be lost. */
async function load(editor, data) {
  try {
    const response = await fetch(data.dmnUrl, { credentials: 'same-origin' });
    if (!response.ok) return { problem: `${response.status}`, lost: [] };
    return await editor.open(await response.text(), data.decisionId);
  } catch (error) {
    return { problem: error.message, lost: [] };
  }
}

function note(text, kind) {
  return h('p', { class: `st-note st-note--${kind}`, role: 'alert' }, text);
}
