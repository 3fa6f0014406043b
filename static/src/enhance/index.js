// Small help on the portal and the worklist. Every page works without it; nothing essential happens only here.
import { h } from '../page/dom.js';

warnBeforeSessionEnds();
refreshFollowUps();
keepFormsFromBeingSentTwice();

/** `<p data-session-ends="ISO time" data-session-text="…">`: says so five minutes before the end, in a live region. */
function warnBeforeSessionEnds() {
  const WARN_BEFORE_MS = 5 * 60 * 1000;
  for (const place of document.querySelectorAll('[data-session-ends]')) {
    const left = new Date(place.dataset.sessionEnds) - Date.now() - WARN_BEFORE_MS;
    if (Number.isNaN(left)) continue;
    setTimeout(() => {
      place.append(h('p', { class: 'rr-callout rr-callout--wait', role: 'alert' }, place.dataset.sessionText ?? ''));
    }, Math.max(left, 0));
  }
}

/**
 * `<form data-fragment-url="…">`: when an answer may open or close a question, asks the server for the same form
 * again and swaps it. The server decides; without script it decides on "Volgende".
 */
function refreshFollowUps() {
  for (const form of document.querySelectorAll('form[data-fragment-url]')) {
    form.addEventListener('change', (event) => {
      if (event.target.closest('[data-decides]')) refresh(form, event.target);
    });
  }
}

async function refresh(form, changed) {
  const answers = new FormData(form);
  for (const [name, value] of [...answers]) if (value instanceof File) answers.delete(name);
  try {
    const response = await fetch(form.dataset.fragmentUrl, { method: 'POST', credentials: 'same-origin', body: answers });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    swapBody(form, page, changed.id);
  } catch {
    // No connection: the question appears on the next page view, as it does without script.
  }
}

function swapBody(form, page, focusedId) {
  const next = page.querySelector('[data-form-body]');
  const body = form.querySelector('[data-form-body]');
  if (!next || !body) return;
  body.replaceWith(document.adoptNode(next));
  document.getElementById(focusedId)?.focus();
}

/** A second press on the same button within a moment sends nothing; the submission key guards it on the server too. */
function keepFormsFromBeingSentTwice() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}
