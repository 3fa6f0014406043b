// Findings on the drawing and in the list: badge with icon and count at the element, a button per finding below.
import { centre } from '../canvas/zoom.js';
import { h, icon } from '../page/dom.js';

const SEVERITIES = ['error', 'warning', 'advice'];

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

function byElement(findings) {
  const groups = new Map();
  for (const finding of findings) {
    if (!finding.element) continue;
    groups.set(finding.element, [...(groups.get(finding.element) ?? []), finding]);
  }
  return groups;
}

function badge(findings, words, act) {
  const worst = SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'advice';
  const label = words('findingsOn', { count: findings.length, severity: words(worst) });
  return h('button', { type: 'button', class: `st-mark st-mark--${worst}`, 'aria-label': label,
    title: findings.map((finding) => finding.message).join('\n'), click: act }, icon(worst), `${findings.length}`);
}

function listOf(findings, words, select) {
  if (!findings.length) return [h('p', { class: 'st-findings__none' }, words('findingsNone'))];
  return [
    h('p', { class: 'st-findings__counts' }, h('strong', {}, words('findingsTitle')), ...counts(findings, words)),
    h('ul', { class: 'st-findings__list' }, ...ordered(findings).map((finding) => listItem(finding, words, select))),
  ];
}

function counts(findings, words) {
  return SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return h('span', { class: `st-sev st-sev--${severity}`, title: words(severity) }, icon(severity), `${count}`,
      h('span', { class: 'rr-visually-hidden' }, ` ${words(severity)}`));
  });
}

function ordered(findings) {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function listItem(finding, words, select) {
  const text = [
    h('span', { class: `st-sev st-sev--${finding.severity}` }, icon(finding.severity), words(finding.severity)),
    h('span', {}, finding.message),
    finding.suggestion && h('span', { class: 'st-findings__suggestion' }, `${words('suggestion')}: ${finding.suggestion}`),
  ];
  if (!finding.element) return h('li', {}, h('div', { class: 'st-findings__item' }, ...text));
  return h('li', {}, h('button', { type: 'button', class: 'st-findings__item', 'data-element': finding.element,
    click: () => select(finding.element) }, ...text));
}
