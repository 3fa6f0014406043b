// Drawing a part of the page again without losing what someone is typing in it.

/**
 * A function that draws `container` again on the next frame, at most once a frame.
 * Text that is typed but not yet committed is committed first; focus and caret stay.
 *
 * @param {HTMLElement} container
 * @param {() => Node[]} content made anew for every drawing
 */
export function makeRedraw(container, content) {
  let waiting = false;

  function draw() {
    waiting = false;
    const active = container.contains(document.activeElement) ? document.activeElement : null;
    if (active && isPending(active)) active.dispatchEvent(new Event('change', { bubbles: true }));
    const caret = active && 'selectionStart' in active ? active.selectionStart : null;
    const scrolled = container.scrollTop;
    container.replaceChildren(...content());
    container.scrollTop = scrolled;
    if (active?.id) giveFocus(document.getElementById(active.id), caret);
  }

  draw();
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  };
}

/** `shown` is what page/dom.js put in the control. */
function isPending(control) {
  return control.shown !== undefined && control.value !== control.shown;
}

function giveFocus(control, caret) {
  control?.focus({ preventScroll: true });
  if (caret !== null && control?.setSelectionRange && control.type !== 'checkbox') control.setSelectionRange(caret, caret);
}
