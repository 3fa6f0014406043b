// Draws the process of one case: the model, the path taken, what is active, and the detours.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import { TailoredLookModule } from '../canvas/tailored-look.js';
import { openReadably } from '../canvas/zoom.js';
import { readIsland } from '../page/island.js';

const STATES = ['done', 'now', 'wait', 'detour'];
const ICONS = {
  done: '<path d="m5 12.5 4.5 4.5L19 7"/>',
  detour: '<path d="M3 14c3-6 6-6 9-2s6 4 9-2"/>',
  wait: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
};

const target = document.querySelector('#drawing');

// On a narrow screen the list in words takes the place of the drawing: nothing is loaded or drawn there.
const wide = matchMedia('(min-width: 64.0625rem)');
if (target && wide.matches) draw(target);
else if (target) wide.addEventListener('change', () => draw(target), { once: true });

async function draw(container) {
  const marks = await readMarks(container);
  const viewer = new NavigatedViewer({
    container,
    additionalModules: [TailoredLookModule],
    textRenderer: {
      defaultStyle: { fontFamily: '"Noto Sans", sans-serif', fontSize: 13, lineHeight: 1.25 },
      externalStyle: { fontFamily: '"Noto Sans", sans-serif', fontSize: 12, lineHeight: 1.25 },
    },
    bpmnRenderer: {
      defaultFillColor: 'var(--rr-page)',
      defaultStrokeColor: 'var(--rr-wait-line)',
      defaultLabelColor: 'var(--rr-text)',
    },
  });
  const response = await fetch(container.dataset.bpmnUrl, { credentials: 'same-origin' });
  await viewer.importXML(await response.text());
  nameDrawing(container);
  showMarks(viewer, marks, container.dataset);
  const current = [...(marks.now ?? []), ...(marks.wait ?? [])];
  openReadably(viewer, current.length ? current : (marks.done ?? []).slice(-1));
  container.dataset.ready = 'yes';
}

/** The drawing takes the focus, to be moved with the arrow keys: whoever does not see it must hear what it is. */
function nameDrawing(container) {
  const drawing = container.querySelector('svg[tabindex]');
  if (!drawing || !container.dataset.name) return;
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', container.dataset.name);
}

/** What happened in this case: from `data-marks-url`, else from the page's JSON island `#drawing-marks`. */
async function readMarks(container) {
  if (!container.dataset.marksUrl) return readIsland('drawing-marks') ?? {};
  const response = await fetch(container.dataset.marksUrl, { credentials: 'same-origin' });
  return response.json();
}

function showMarks(viewer, marks, texts) {
  const drawn = (id) => viewer.get('elementRegistry').get(id);
  for (const state of STATES) {
    for (const id of (marks[state] ?? []).filter(drawn)) {
      viewer.get('canvas').addMarker(id, `is-${state}`);
      viewer.get('overlays').add(id, stateOverlay(state, texts));
    }
  }
  for (const id of (marks.flows ?? []).filter(drawn)) viewer.get('canvas').addMarker(id, 'is-path');
  for (const { element, text, kind } of (marks.overlays ?? []).filter((overlay) => drawn(overlay.element))) {
    viewer.get('overlays').add(element, { html: wordMark(text, kind), position: { bottom: 12, left: 8 } });
  }
}

function stateOverlay(state, { nowText = 'nu' }) {
  if (state === 'now') return { html: wordMark(nowText, 'now'), position: { top: -14, left: 16 } };
  return { html: signMark(state), position: { top: -12, right: 14 } };
}

function wordMark(text, kind) {
  const mark = document.createElement('span');
  mark.className = `rr-process__mark rr-process__mark--word rr-process__mark--${kind}`;
  mark.textContent = text;
  return mark;
}

function signMark(state) {
  const mark = document.createElement('span');
  mark.className = `rr-process__mark rr-process__mark--${state}`;
  mark.innerHTML = `<svg class="rr-icon" aria-hidden="true" viewBox="0 0 24 24">${ICONS[state]}</svg>`;
  return mark;
}
