// The zoom bar in the corner of the drawing: smaller, how large now, larger, everything.
import { openReadably } from '../canvas/zoom.js';
import { h, icon } from '../page/dom.js';

const STEP = 1.2;
const LIMITS = [0.2, 4];

/** Adds the bar to the drawing's container. */
export function addZoomBar({ editor, container, words }) {
  const canvas = editor.get('canvas');
  const level = h('span', { class: 'rr-num' });
  const zoomBy = (factor) => canvas.zoom(Math.min(Math.max(canvas.zoom() * factor, LIMITS[0]), LIMITS[1]));
  const showLevel = () => (level.textContent = `${Math.round(canvas.zoom() * 100)} %`);
  const button = (word, sign, act) =>
    h('button', { type: 'button', class: 'st-iconbtn', 'aria-label': words(word), title: words(word), click: act }, sign);
  container.append(h('div', { class: 'st-zoom', role: 'group', 'aria-label': words('zoom') },
    button('zoomOut', '−', () => zoomBy(1 / STEP)), level, button('zoomIn', '+', () => zoomBy(STEP)),
    button('zoomFit', icon('fit'), () => openReadably(editor))));
  editor.get('eventBus').on('canvas.viewbox.changed', showLevel);
  showLevel();
}
