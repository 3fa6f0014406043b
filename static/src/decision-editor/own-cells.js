// Columns of ours after those of dmn-js: the annotation of a row, and from when until when it is in force.
import { Component, createVNode } from 'inferno';
import { h } from '../page/dom.js';

const ELEMENT = 1;
const TEXT = 16;

/** Annotations as the standard has them; a table without annotation columns keeps the description of the row. */
class OwnCells {
  static $inject = ['components', 'ownWords'];

  constructor(components, words) {
    for (const column of [ANNOTATION, dateColumn('validFrom'), dateColumn('validUntil')]) {
      const Head = headOf(column, words);
      const Cell = cellOf(column, words);
      components.onGetComponent('cell', ({ cellType }) => ({ 'after-label-cells': Head, 'after-rule-cells': Cell })[cellType]);
    }
  }
}

const ANNOTATION = {
  className: 'annotation',
  title: (words, table) => table.get('annotation').map((one) => one.name).filter(Boolean).join(' / ') || words('annotation'),
  control: (change) => h('textarea', { rows: '1', change }),
  read: (rule) => (rule.get('annotationEntry').length ? rule.get('annotationEntry').map((one) => one.text ?? '').join('\n') : rule.description ?? ''),
  changed: (rule, text, { dmnFactory, table }) => {
    const count = table.get('annotation').length;
    if (!count) return { description: text || undefined };
    const lines = text.split('\n');
    const texts = Array.from({ length: count }, (_, index) => (index === count - 1 ? lines.slice(index).join('\n') : lines[index] ?? ''));
    return { annotationEntry: texts.map((one) => entry(dmnFactory, rule, one)) };
  },
};

function dateColumn(name) {
  return {
    className: 'st-date', title: (words) => words(name),
    control: (change) => h('input', { type: 'date', blur: change }),
    read: (rule) => rule.get(`regelruimte:${name}`) ?? '',
    changed: (rule, text) => ({ [`regelruimte:${name}`]: text || undefined }),
  };
}

/** An annotation of a row as the model keeps it. */
export function entry(dmnFactory, rule, text) {
  const made = dmnFactory.create('dmn:RuleAnnotation', { text });
  made.$parent = rule;
  return made;
}

function headOf({ title, className }, words) {
  return class OwnHead extends Component {
    render() {
      const table = this.context.injector.get('sheet').getRoot().businessObject;
      return createVNode(ELEMENT, 'th', `header ${className}`, createVNode(TEXT, null, null, title(words, table)), 2, { scope: 'col' });
    }
  };
}

/** The cell holds a plain control of ours; Inferno only keeps its place. */
function cellOf(column, words) {
  return class OwnCell extends Component {
    constructor(props, context) {
      super(props, context);
      this.keep = (cell) => (this.cell = cell);
      this.draw = () => this.show();
    }

    get rule() {
      return this.props.row.businessObject;
    }

    part(name) {
      return this.context.injector.get(name);
    }

    componentDidMount() {
      this.control = column.control(() => this.commit());
      this.cell.append(this.control);
      this.show();
      this.part('eventBus').on('elements.changed', this.draw);
    }

    componentDidUpdate() {
      this.show();
    }

    componentWillUnmount() {
      this.part('eventBus').off('elements.changed', this.draw);
    }

    show() {
      const table = this.part('sheet').getRoot().businessObject;
      this.control.setAttribute('aria-label', words('cellOfRow', { column: column.title(words, table), row: this.props.rowIndex + 1 }));
      const text = column.read(this.rule);
      if (this.control.value !== text && document.activeElement !== this.control) this.control.value = text;
    }

    commit() {
      const text = this.control.value.trim();
      if (text === column.read(this.rule)) return;
      const given = { dmnFactory: this.part('dmnFactory'), table: this.part('sheet').getRoot().businessObject };
      this.part('modeling').updateProperties(this.rule, column.changed(this.rule, text, given));
    }

    render() {
      return createVNode(ELEMENT, 'td', column.className, null, 1, { 'data-row-id': this.props.row.id }, null, this.keep);
    }
  };
}

export const OwnCellsModule = {
  __init__: ['ownCells'],
  ownCells: ['type', OwnCells],
  annotationsProvider: ['value', null],
};
