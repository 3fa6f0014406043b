// Small help on pages where a form is filled in. Every page works without it; nothing essential happens only here.
import { h } from '../page/dom.js';

const POLL_MS = 2000;

warnBeforeSessionEnds();
keepFormsFromBeingSentTwice();
followProgress();
letBackComeHere();

/** `<div data-session-ends="ISO time" data-session-text="…">`: says so five minutes before the end, in a live region. */
function warnBeforeSessionEnds() {
  const WARN_BEFORE_MS = 5 * 60 * 1000;
  for (const place of document.querySelectorAll('[data-session-ends]')) {
    const left = new Date(place.dataset.sessionEnds) - Date.now();
    // Past already: the clock of this computer is not that of the server.
    if (!(left > 0)) continue;
    setTimeout(() => {
      place.append(h('p', { class: 'rr-callout rr-callout--wait', role: 'alert' }, place.dataset.sessionText ?? ''));
    }, Math.max(left - WARN_BEFORE_MS, 0));
  }
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

/**
 * `<form data-again-url="…">` on a page that answers a sent form: that address shows the page again. Going back or
 * reloading then asks for it instead of sending the form again, which the browser refuses with an error page of its
 * own. Where the server did not keep what was typed (`data-keep-typed`), this entry of the history does.
 */
function letBackComeHere() {
  const form = document.querySelector('form[data-again-url], form[data-keep-typed]');
  if (!form) return;
  const keeps = 'keepTyped' in form.dataset;
  if (form.dataset.againUrl) history.replaceState(keeps ? { typed: typedIn(form) } : history.state, '', form.dataset.againUrl);
  else if (history.state?.typed) fillIn(form, history.state.typed);
}

function typedIn(form) {
  const hidden = new Set([...form.querySelectorAll('input[type="hidden"]')].map((input) => input.name));
  return [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !hidden.has(name));
}

function fillIn(form, typed) {
  for (const [name, value] of typed) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type !== 'radio' && control.type !== 'checkbox') control.value = value;
      else if (control.value === value) control.checked = true;
    }
  }
}
