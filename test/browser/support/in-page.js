/**
 * Functions that Playwright takes into a page. Each stands alone: nothing outside it goes along.
 * They are JavaScript, checked with the console's own types, so that the other tests know no DOM.
 */

/** Leaves a page without its ticks, so that it has only the server's events to learn from. */
export function stopTicks() {
  Object.assign(window, { setInterval: () => 0 });
}

/** How many pixels of the page stick out to the right. */
export function sidewaysOverflow() {
  return document.documentElement.scrollWidth - innerWidth;
}

export function focusedId() {
  return document.activeElement?.id;
}

/** @param {Element[]} elements */
export function widths(elements) {
  return elements.map((element) => element.getBoundingClientRect().width);
}

/**
 * Counts elements and texts that come and go below a place from now on, in its `data-changes`. Texts
 * that are rewritten, such as ages, do not count.
 * @param {Element} place
 */
export function countChanges(place) {
  let count = 0;
  const holder = /** @type {HTMLElement} */ (place);
  holder.dataset.changes = "0";
  new MutationObserver((records) => {
    count += records.length;
    holder.dataset.changes = String(count);
  }).observe(place, { childList: true, subtree: true });
}

/**
 * Patches a list many times into lists drawn at random, always the same ones.
 * @param {{ patchContent(old: Element, fresh: Element): void }} patchModule
 * @returns {string[]} what came out wrong: other content, or another element for the same key
 */
export function patchAtRandom({ patchContent }) {
  let seed = 7;
  const draw = (/** @type {number} */ below) => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % below;
  };
  const drawList = () => {
    const list = document.createElement("ul");
    const keys = ["a", "b", "c", "d", "e", "f"].filter(() => draw(2) === 0);
    for (const key of draw(2) === 0 ? keys : keys.reverse()) {
      const item = document.createElement("li");
      if (draw(4) > 0) item.dataset.key = key;
      if (draw(2) === 0) item.title = key;
      item.append(String(draw(9)));
      list.append(item);
      if (draw(3) === 0) list.append(`text ${draw(3)}`);
    }
    return list;
  };
  const keyed = (/** @type {Element} */ list) =>
    new Map(
      [...list.querySelectorAll("[data-key]")].map((item) => [item.getAttribute("data-key"), item]),
    );

  const list = drawList();
  const wrong = [];
  for (let round = 0; round < 500; round++) {
    const fresh = drawList();
    const wanted = fresh.innerHTML;
    const before = keyed(list);
    patchContent(list, fresh);
    if (list.innerHTML !== wanted) wrong.push(`${list.innerHTML} instead of ${wanted}`);
    for (const [key, item] of keyed(list)) {
      if (before.has(key) && before.get(key) !== item) wrong.push(`${key} is another element`);
    }
  }
  return wrong;
}

/**
 * By how many pixels an element is wider than what it is in.
 * @param {Element} element
 */
export function outgrowth(element) {
  return Math.max(0, element.scrollWidth - (element.parentElement?.clientWidth ?? 0));
}
