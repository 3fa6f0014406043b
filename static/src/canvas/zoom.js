// Where a drawing opens: whole when it fits readably, else at a readable zoom on the elements that matter now.

const READABLE = 0.8;
const LARGEST = 1;
const MARGIN = 0.94;
const EDGE = 24;

/** Shows the drawing never smaller than the readable zoom; `focus` lists the ids to show when not all fits. */
export function openReadably(viewer, focus = []) {
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const whole = Math.min(canvas.zoom() * MARGIN, LARGEST);
  if (whole >= READABLE) {
    canvas.zoom(whole, 'auto');
    return;
  }
  canvas.zoom(READABLE);
  const element = focus.map((id) => viewer.get('elementRegistry').get(id)).find(Boolean);
  if (element) centre(canvas, element);
  else showTopLeft(canvas);
}

/**
 * Brings one element into the middle of the view without changing the zoom. Near an edge of the drawing the element
 * leaves the middle, so that the view is filled with its neighbours and not with empty paper.
 */
export function centre(canvas, element) {
  const { x, y, width, height } = boxOf(element);
  const { inner, outer, scale } = canvas.viewbox();
  const view = { width: outer.width / scale, height: outer.height / scale };
  canvas.viewbox({
    x: within(x + width / 2 - view.width / 2, inner.x - EDGE, inner.x + inner.width + EDGE - view.width),
    y: within(y + height / 2 - view.height / 2, inner.y - EDGE, inner.y + inner.height + EDGE - view.height),
    ...view,
  });
}

/** The value nearest to `wanted` that shows no more than the drawing; its middle where the view is larger. */
function within(wanted, least, most) {
  return most < least ? (least + most) / 2 : Math.min(Math.max(wanted, least), most);
}

function boxOf(element) {
  if (!element.waypoints) return element;
  const xs = element.waypoints.map((point) => point.x);
  const ys = element.waypoints.map((point) => point.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function showTopLeft(canvas) {
  const { inner, outer, scale } = canvas.viewbox();
  const margin = 40;
  canvas.viewbox({
    x: inner.x - margin,
    y: inner.y - margin,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
