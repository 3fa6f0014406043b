// Where a drawing opens: whole when it fits readably, else at a readable zoom on the elements that matter now.

const READABLE = 0.8;
const LARGEST = 1;
const MARGIN = 0.94;

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

/** Brings one element into the middle of the view without changing the zoom. */
export function centre(canvas, element) {
  const { x, y, width, height } = boxOf(element);
  const { outer, scale } = canvas.viewbox();
  const view = { width: outer.width / scale, height: outer.height / scale };
  canvas.viewbox({ x: x + width / 2 - view.width / 2, y: y + height / 2 - view.height / 2, ...view });
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
