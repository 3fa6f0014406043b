// Small DOM builder: elements from a tag, attributes and children. Text is always text, never markup.

/** Make an element; attribute values that are null, undefined or false are left out, functions become listeners. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === 'function') element.addEventListener(name, value);
  else if (name === 'value') showValue(element, value);
  else if (name === 'checked') element.checked = value;
  else element.setAttribute(name, value === true ? '' : value);
}

/** `shown` tells later what was put in, so that text typed since can be recognised. */
function showValue(element, value) {
  element.value = value;
  element.shown = element.value;
}

const ICONS = {
  error: '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z"/><path d="M12 7.5v5.500M12 16.400v.1"/>',
  warning: '<path d="M12 4 2.800 20h18.400z"/><path d="M12 10v4.500M12 17.400v.1"/>',
  advice: '<circle cx="12" cy="12" r="9"/><path d="M9.500 10.500a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .8-1 1.700M12 17.200v.1"/>',
  scales: '<path d="M12 4v16M8 20h8M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4.500 20c0-4 3.500-6 7.500-6s7.500 2 7.500 6"/>',
  eye: '<path d="M2 12s3.500-6.500 10-6.500S22 12 22 12s-3.500 6.500-10 6.500S2 12 2 12z"/><circle cx="12" cy="12" r="3"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.500 2"/>',
  speech: '<path d="M4 5h16v11H10l-4 4v-4H4z"/>',
  gear: '<circle cx="12" cy="12" r="3.500"/><path d="M12 3v3m0 12v3M3 12h3m12 0h3"/>',
  route: '<path d="M4 18h5l5-12h6"/><path d="m17 3 3 3-3 3"/>',
  table: '<rect x="3" y="5" width="18" height="14" rx="1"/><path d="M3 10h18M9 5v14"/>',
  repeat: '<path d="M4 12a8 8 0 0 1 14-5l2 2M20 12a8 8 0 0 1-14 5l-2-2"/><path d="M20 4v5h-5M4 20v-5h5"/>',
  fit: '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
  document: '<path d="M6 3h9l4 4v14H6z"/><path d="M9 11h7M9 15h7"/>',
};

/** One of our own line icons, hidden from screen readers: the word beside it says the same. */
export function icon(name, className = 'st-icon') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', className);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.innerHTML = ICONS[name] ?? '';
  return svg;
}
