/**
 * Makes an element's content equal to that of `fresh`, touching only what differs: focus, selection,
 * scrolling, and what is unfolded stay as they are. Children with a `data-key` keep their identity
 * wherever among their siblings they move.
 * @param {Element} old
 * @param {Element} fresh is emptied
 */
export function patchContent(old, fresh) {
  const wanted = [...fresh.childNodes];
  const wantedKeys = new Set(wanted.map(keyOf));
  /** @type {Map<string, ChildNode>} */
  const keyed = new Map();
  for (const child of [...old.childNodes]) {
    const key = keyOf(child);
    if (key === undefined) continue;
    if (wantedKeys.has(key)) keyed.set(key, child);
    else child.remove();
  }

  let place = old.firstChild;
  for (const next of wanted) {
    const key = keyOf(next);
    const match = key === undefined ? place : keyed.get(key);
    if (!match || !isAlike(match, next)) {
      old.insertBefore(next, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else old.insertBefore(match, place);
    patchNode(match, next);
  }
  while (place) {
    const rest = place;
    place = place.nextSibling;
    rest.remove();
  }
}

/** @param {Node} node */
function keyOf(node) {
  return node instanceof HTMLElement ? node.dataset.key : undefined;
}

/**
 * @param {Node} one
 * @param {Node} other
 */
function isAlike(one, other) {
  return one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
}

/**
 * @param {ChildNode} old
 * @param {ChildNode} fresh
 */
function patchNode(old, fresh) {
  if (old instanceof Element && fresh instanceof Element) {
    patchAttributes(old, fresh);
    patchContent(old, fresh);
  } else if (old.nodeValue !== fresh.nodeValue) {
    old.nodeValue = fresh.nodeValue;
  }
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function patchAttributes(old, fresh) {
  for (const name of old.getAttributeNames()) {
    // Whoever reads the page decides what is unfolded.
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name === "open" || old.getAttribute(name) === value) continue;
    // The content security policy refuses style attributes, and allows the same through CSSOM.
    if (name === "style" && old instanceof HTMLElement) old.style.cssText = value;
    else old.setAttribute(name, value);
  }
}
