// Findings on the drawing and in the list: badge with icon and count at the element, a button per finding below.
import { centre } from '../canvas/zoom.js';
import { h, icon } from '../page/dom.js';
import { byElement, listOf, worstOf } from '../page/findings-list.js';

/** Keeps badges and list the same; `show(findings)` replaces both. */
export function makeFindings({ editor, list, words }) {
  const overlays = editor.get('overlays');
  const registry = editor.get('elementRegistry');

  function select(id) {
    const element = registry.get(id);
    if (!element) return;
    editor.get('selection').select(element);
    centre(editor.get('canvas'), element);
  }

  function show(findings) {
    overlays.remove({ type: 'finding' });
    for (const [id, own] of byElement(findings)) {
      if (registry.get(id)) overlays.add(id, 'finding', { html: badge(own, words, () => select(id)), position: { top: -12, right: 14 } });
    }
    list?.replaceChildren(...listOf(findings, words, select));
  }

  return { show };
}

function badge(findings, words, act) {
  const worst = worstOf(findings);
  const label = words('findingsOn', { count: findings.length, severity: words(worst) });
  return h('button', { type: 'button', class: `st-mark st-mark--${worst}`, 'aria-label': label,
    title: findings.map((finding) => finding.message).join('\n'), click: act }, icon(worst), `${findings.length}`);
}
