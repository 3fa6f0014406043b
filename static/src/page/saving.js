// Saving a draft with its revision, for every editor page: state shown, conflict asked about, nothing lost silently.
import { h } from './dom.js';

/**
 * Wire saving of one draft.
 *
 * @param {object} options
 * @param {string} options.url where to POST, answered by 200 {revision, savedAt, …} or 409 {revision, savedBy, …}
 * @param {string} options.revision revision the page was opened with
 * @param {() => Promise<object>} options.read what to send beside the revision
 * @param {() => Promise<{name: string, type: string, text: string}>} options.copy the draft as a file to download
 * @param {(answer: object) => void} options.onSaved called with the server's answer
 * @param {Function} options.words from key to text
 */
export function makeSaving({ url, revision, csrfToken, read, copy, onSaved, words }) {
  const state = { revision, changes: 0, savedChanges: 0, busy: false };
  const status = statusElement();

  const isDirty = () => state.changes > state.savedChanges;

  function markChanged() {
    state.changes += 1;
    show(status, words('unsaved'), 'unsaved');
  }

  async function save({ overwrite = false } = {}) {
    document.activeElement?.blur?.();
    if (state.busy) return;
    state.busy = true;
    show(status, words('saving'), 'saving');
    try {
      await send(overwrite);
    } finally {
      state.busy = false;
    }
  }

  async function send(overwrite) {
    const sent = state.changes;
    const body = { ...(await read()), revision: state.revision, ...(overwrite ? { overwrite: true } : {}) };
    const { response, answer } = await post(url, body, csrfToken);
    if (!response) show(status, words('offline'), 'failed');
    else if (response.ok) accept(answer, sent);
    else if (response.status === 409) askAboutConflict(answer);
    else show(status, words('refused', { reason: answer.message ?? `${response.status}` }), 'failed');
  }

  function accept(answer, sent) {
    state.revision = answer.revision;
    state.savedChanges = sent;
    if (isDirty()) show(status, words('unsaved'), 'unsaved');
    else show(status, words('saved', { time: clockTime(answer.savedAt) }), 'saved');
    onSaved(answer);
  }

  function askAboutConflict(answer) {
    show(status, words('unsaved'), 'failed');
    const overwrite = () => {
      state.revision = answer.revision;
      return save({ overwrite: true });
    };
    openConflictDialog({ answer, words, overwrite, copy, leave: () => (state.savedChanges = state.changes) });
  }

  addEventListener('beforeunload', (event) => {
    if (isDirty()) event.preventDefault();
  });
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      save();
    }
  });
  const button = document.querySelector('#save');
  // The field being typed in keeps focus until the click, so that its change cannot move the button away.
  button?.addEventListener('mousedown', (event) => event.preventDefault());
  button?.addEventListener('click', () => save());
  return { save, markChanged, isDirty };
}

/** POST JSON with the CSRF token; `response` is null when there is no connection. */
export async function post(url, body, csrfToken) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken },
      body: JSON.stringify(body),
    });
    return { response, answer: await response.json().catch(() => ({})) };
  } catch {
    return { response: null, answer: {} };
  }
}

function openConflictDialog({ answer, words, overwrite, copy, leave }) {
  const who = answer.savedBy ?? words('conflictSomeone');
  const close = () => dialog.remove();
  const button = (key, kind, act) =>
    h('button', { type: 'button', class: `utrecht-button utrecht-button--${kind}`, 'data-choice': key, click: act }, words(key));
  const dialog = h('dialog', { class: 'st-dialog', 'aria-labelledby': 'conflict-title', close },
    h('h2', { id: 'conflict-title', class: 'utrecht-heading-3' }, words('conflictTitle')),
    h('p', {}, words('conflictText', { who, time: clockTime(answer.savedAt) })),
    h('div', { class: 'st-dialog__choices' },
      button('conflictCopy', 'secondary-action', () => download(copy)),
      answer.theirsUrl && button('conflictTheirs', 'secondary-action', () => { leave(); location.assign(answer.theirsUrl); }),
      button('conflictOverwrite', 'secondary-action', () => { dialog.close(); overwrite(); }),
      button('conflictBack', 'subtle', () => dialog.close())));
  document.body.append(dialog);
  dialog.showModal();
}

async function download(copy) {
  const { name, type, text } = await copy();
  const address = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function statusElement() {
  const found = document.querySelector('#save-status');
  if (found) return found;
  const made = h('span', { id: 'save-status', class: 'st-save', role: 'status' });
  document.querySelector('#save')?.before(made);
  return made;
}

function show(status, text, state) {
  status.textContent = text;
  status.dataset.state = state;
}

/** "14.03" of an ISO time in the reader's zone; the text itself when it is not one. */
function clockTime(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text ?? '';
  const separator = document.documentElement.lang.startsWith('en') ? ':' : '.';
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(separator);
}
