// Findings in a list under an editor, the worst first, each with a word and an icon.
import { h, icon } from './dom.js';

const SEVERITIES = ['error', 'warning', 'advice'];

/** The worst severity among findings. */
export function worstOf(findings) {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'advice';
}

/** Findings by the id of the element they are about; those about the whole are left out. */
export function byElement(findings) {
  const groups = new Map();
  for (const finding of findings) {
    if (!finding.element) continue;
    groups.set(finding.element, [...(groups.get(finding.element) ?? []), finding]);
  }
  return groups;
}

/** The list under an editor: counts, then a button per finding that has a place; `select(id)` goes there. */
export function listOf(findings, words, select) {
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
