// Findings at their rows and columns: the table is drawn by dmn-js, so marks are put on after each drawing.
import { h, icon } from '../page/dom.js';
import { byElement, worstOf } from '../page/findings-list.js';

/** Keeps marks on the rows that findings are about; `show(findings)` replaces them. */
export function makeMarks({ container, words }) {
  let found = new Map();
  const observer = new MutationObserver(draw);

  function draw() {
    observer.disconnect();
    for (const mark of container.querySelectorAll('.st-row-mark')) mark.remove();
    for (const cell of container.querySelectorAll('[data-finding]')) delete cell.dataset.finding;
    for (const [id, own] of found) drawOne(id, own);
    nameIndex(container, words);
    observer.observe(container, { childList: true, subtree: true });
  }

  function drawOne(id, own) {
    const name = CSS.escape(id);
    const place = container.querySelector(`td.rule-index[data-row-id="${name}"], th[data-col-id="${name}"]`);
    if (!place) return;
    const worst = worstOf(own);
    for (const cell of container.querySelectorAll(`[data-row-id="${name}"]`)) cell.dataset.finding = worst;
    place.dataset.finding = worst;
    const text = own.map((finding) => finding.message).join(' ');
    place.append(h('span', { class: `st-row-mark st-sev st-sev--${worst}`, title: text }, icon(worst),
      h('span', { class: 'rr-visually-hidden' }, `${words(worst)}: ${text}`)));
  }

  function show(findings) {
    found = byElement(findings);
    draw();
  }

  return { show };
}

/** The column of row numbers has no header of its own; people who cannot see it need a name. */
function nameIndex(container, words) {
  const header = container.querySelector('th.index-column');
  if (header && !header.textContent) header.append(h('span', { class: 'rr-visually-hidden' }, words('rowHeader')));
}
