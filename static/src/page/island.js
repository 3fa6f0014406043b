// Data the server put in the page as inert JSON: <script type="application/json" id="…">.

/** The parsed island, or null when the page has none by that id. */
export function readIsland(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}
