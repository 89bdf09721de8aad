// Elements without HTML strings: text is always text, whatever a caption or a file name contains.

/** Makes an element. Properties that begin with "on" are listeners, null and false are left out. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, properties);
  append(node, children);
  return node;
}

/** Makes an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value);
  }
  append(node, children);
  return node;
}

function assign(node, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (name in node && name !== 'list' && name !== 'role') {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      node.append(child);
    }
  }
}

/** Replaces the children of an element. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

/** Calls a function when no call came for a time. */
export function debounced(milliseconds, call) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), milliseconds);
  };
}

/** Shows a message in the status line, for eyes and screen readers. */
export function say(text, kind = 'info') {
  const status = document.getElementById('status');
  status.className = kind;
  status.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => {
    status.textContent = '';
    status.className = '';
  }, kind === 'error' ? 8000 : 4000);
}

/** A bar that shows a share from 0 to 1. Widths are classes, as the page has no inline styles. */
export function bar(share, kind = '') {
  const fillRect = svg('rect', {class: 'bar-fill', width: String(100 * Math.min(1, Math.max(0, share))), height: '6'});
  return svg('svg', {class: 'bar ' + kind, viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
    svg('rect', {class: 'bar-back', width: '100', height: '6'}), fillRect);
}
