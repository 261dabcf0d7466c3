import { el } from "./dom.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Time of day in the reader's time zone, with the day unless it is today; the whole date is its title.
 * @param {string} iso
 */
export function time(iso) {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  const day = isToday ? "" : `${date.toLocaleDateString([], { month: "short", day: "numeric" })}, `;
  const clock = date.toLocaleTimeString([], { hourCycle: "h23" });
  return el("time", { datetime: iso, title: date.toLocaleString() }, `${day}${clock}`);
}

/**
 * How long ago something was: `3 min ago`.
 * @param {string} iso
 */
export function age(iso) {
  const date = new Date(iso);
  const text = describeAge(Date.now() - date.getTime());
  return el("time", { datetime: iso, title: date.toLocaleString() }, text);
}

/** @param {number} ageMs */
function describeAge(ageMs) {
  if (ageMs < MINUTE_MS) return "just now";
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)} min ago`;
  if (ageMs < 2 * DAY_MS) return `${Math.floor(ageMs / HOUR_MS)} h ago`;
  return `${Math.floor(ageMs / DAY_MS)} days ago`;
}

/** @param {number} count */
export function bytes(count) {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), units.length - 1);
  const digits = power === 0 ? 0 : 1;
  return `${(count / 1000 ** power).toFixed(digits)} ${units[power]}`;
}

/**
 * `1 version`, `2 versions`.
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * A vendor's identifier as words: `non_fast_forward` → `non fast forward`.
 * @param {string} name
 */
export function words(name) {
  return name.replaceAll("_", " ");
}
