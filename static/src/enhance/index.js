// Small help on the portal and the worklist. Every page works without it; nothing essential happens only here.
import { h } from '../page/dom.js';

const POLL_MS = 2000;

warnBeforeSessionEnds();
refreshFollowUps();
keepFormsFromBeingSentTwice();
followProgress();

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

/**
 * `<div data-poll="yes">` with parts `data-poll-part="…"`: asks for the page again every two seconds and swaps what is
 * in its parts, until the page says `no`. Without script the page has a link to itself.
 */
function followProgress() {
  for (const place of document.querySelectorAll('[data-poll="yes"]')) setTimeout(() => follow(place), POLL_MS);
}

async function follow(place) {
  try {
    const response = await fetch(location.href, { credentials: 'same-origin' });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const next = page.querySelector('[data-poll]');
    if (!next) return;
    for (const part of place.querySelectorAll('[data-poll-part]')) swapPart(part, next);
    place.dataset.poll = next.dataset.poll;
  } catch {
    // No connection for a moment: the next time tells more.
  }
  if (place.dataset.poll === 'yes') setTimeout(() => follow(place), POLL_MS);
}

function swapPart(part, page) {
  const next = page.querySelector(`[data-poll-part="${part.dataset.pollPart}"]`);
  if (!next || next.innerHTML === part.innerHTML) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  part.replaceChildren(...[...next.childNodes].map((node) => document.adoptNode(node)));
  if (focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}
