// Findings at the rows and columns of the table, and in the list below it, from where one jumps to the place.
import { Component, createComponentVNode, createVNode } from 'inferno';
import { h, icon } from '../page/dom.js';

const SEVERITIES = ['error', 'warning', 'advice'];
const SIGNS = { error: '⯃', warning: '△', advice: '?' };
const [ELEMENT, CLASS_COMPONENT, TEXT] = [1, 4, 16];

/** The worst severity of findings, which must not be empty. */
const worstOf = (findings) => SEVERITIES.find((severity) => findings.some((one) => one.severity === severity)) ?? 'advice';
const told = (findings, words) => findings.map((one) => `${words(one.severity)}: ${one.message}`).join('\n');

class RowFindings {
  static $inject = ['components', 'ownWords', 'findingsOf'];

  constructor(components, words, findingsOf) {
    const Sign = signOf(words, findingsOf);
    components.onGetComponent('cell-inner', ({ cellType, row }) =>
      cellType === 'rule-index' && row && ((props) => createComponentVNode(CLASS_COMPONENT, Sign, { id: props.row.id })));
  }
}

function signOf(words, findingsOf) {
  return class Sign extends Component {
    constructor(props, context) {
      super(props, context);
      this.draw = () => this.forceUpdate();
    }

    componentDidMount() {
      this.context.injector.get('eventBus').on('findings.shown', this.draw);
    }

    componentWillUnmount() {
      this.context.injector.get('eventBus').off('findings.shown', this.draw);
    }

    render() {
      const own = findingsOf(this.props.id);
      if (!own.length) return null;
      const worst = worstOf(own);
      const text = told(own, words);
      const sign = createVNode(ELEMENT, 'span', null, createVNode(TEXT, null, null, SIGNS[worst]), 2, { 'aria-hidden': 'true' });
      const spoken = createVNode(ELEMENT, 'span', 'rr-visually-hidden', createVNode(TEXT, null, null, text), 2);
      return createVNode(ELEMENT, 'span', `st-rowsign st-rowsign--${worst}`, [sign, spoken], 4, { title: text });
    }
  };
}

export const RowFindingsModule = { __init__: ['rowFindings'], rowFindings: ['type', RowFindings] };

/** Keeps table and list the same; `show(findings)` replaces both. */
export function makeFindings({ list, words, goTo }) {
  let shown = [];

  const findingsOf = (id) => shown.filter((finding) => finding.element === id);

  function show(findings, viewer) {
    shown = findings;
    list.replaceChildren(...listOf(findings, words, goTo));
    mark(viewer);
  }

  /** The columns and the table are marked on the page itself: dmn-js has no place for ours in their heads. */
  function mark(viewer) {
    viewer?.get('eventBus').fire('findings.shown');
    for (const corner of document.querySelectorAll('#decision-canvas th.index-column')) corner.textContent = words('rowHead');
    for (const head of document.querySelectorAll('#decision-canvas th[data-col-id]')) {
      const own = findingsOf(head.dataset.colId);
      if (own.length) Object.assign(head.dataset, { finding: worstOf(own) });
      else delete head.dataset.finding;
      if (own.length) head.title = told(own, words);
    }
  }

  return { show, mark, findingsOf };
}

function listOf(findings, words, goTo) {
  if (!findings.length) return [h('p', { class: 'st-findings__none' }, words('findingsNone'))];
  const ordered = [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return [
    h('p', { class: 'st-findings__counts' }, h('strong', {}, `${words('findingsTitle')} ${findings.length}`)),
    h('ul', { class: 'st-findings__list' }, ...ordered.map((finding) => item(finding, words, goTo))),
  ];
}

function item(finding, words, goTo) {
  const text = [
    h('span', { class: `st-sev st-sev--${finding.severity}` }, icon(finding.severity), words(finding.severity)),
    h('span', {}, finding.message),
    finding.suggestion && h('span', { class: 'st-findings__suggestion' }, `${words('suggestion')}: ${finding.suggestion}`),
  ];
  if (!finding.element) return h('li', {}, h('div', { class: 'st-findings__item' }, ...text));
  return h('li', {}, h('button', { type: 'button', class: 'st-findings__item', 'data-element': finding.element,
    click: () => goTo(finding.element) }, ...text));
}
