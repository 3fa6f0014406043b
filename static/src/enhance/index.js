// Small help on pages where a form is filled in. Every page works without it; nothing essential happens only here.
import { h } from '../page/dom.js';

warnBeforeSessionEnds();
keepFormsFromBeingSentTwice();
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
 * `<form data-again-url="…">` on a page that answers a sent form: what was typed is kept, and that address shows it
 * with the same errors. Going back or reloading then asks for a page instead of sending the form again, which the
 * browser refuses with an error page of its own.
 */
function letBackComeHere() {
  const form = document.querySelector('form[data-again-url]');
  if (form) history.replaceState(history.state, '', form.dataset.againUrl);
}
