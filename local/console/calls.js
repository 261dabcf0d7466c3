import { el } from "./dom.js";
import { time } from "./format.js";

const SHOWN = 200;

/**
 * The newest calls of the vendors' APIs, newest first, as far as they pass the filter.
 * @param {readonly import("./types.ts").Call[]} calls oldest first
 * @param {{ words: string, isFailedOnly: boolean }} filter
 */
export function renderCalls(calls, filter) {
  const rows = calls
    .filter((call) => passes(call, filter))
    .slice(-SHOWN)
    .toReversed();
  if (rows.length === 0)
    return el("p.quiet", calls.length === 0 ? "No calls yet." : "No call passes the filter.");
  const head = ["Time", "Vendor", "Call", "Status", "Took"].map((title) => el("th", title));
  return el(
    "div.card.calls",
    { tabindex: 0, role: "region", "aria-label": "Calls" },
    el("table", el("thead", el("tr", head)), el("tbody", rows.map(callRow))),
  );
}

/**
 * @param {import("./types.ts").Call} call
 * @param {{ words: string, isFailedOnly: boolean }} filter
 */
function passes({ vendor, method, path, status, userAgent }, { words, isFailedOnly }) {
  if (isFailedOnly && status >= 200 && status < 400) return false;
  const text = `${vendor} ${method} ${path} ${status} ${userAgent}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** @param {import("./types.ts").Call} call */
function callRow({ faultId, ...call }) {
  return el(
    "tr",
    { key: call.sequence },
    el("td", time(call.time)),
    el("td", call.vendor),
    el("td", callDetails(call)),
    el(
      "td",
      statusText(call.status),
      faultId !== null && el("span.warn", { title: `Fault rule ${faultId}` }, " fault"),
    ),
    el("td.number", `${Math.round(call.durationMs)} ms`),
  );
}

/** @param {Pick<import("./types.ts").Call, "method" | "path" | "requestBody" | "userAgent">} call */
function callDetails({ method, path, requestBody, userAgent }) {
  const body = typeof requestBody === "string" ? requestBody : JSON.stringify(requestBody, null, 2);
  return el(
    "details",
    el("summary", el("strong.method", method), " ", el("code", path)),
    el("p.quiet", `from ${userAgent || "an unnamed client"}`),
    requestBody !== null && el("pre", body),
  );
}

/** @param {number} status */
function statusText(status) {
  const tone = status === 0 || status >= 500 ? "bad" : status >= 400 ? "warn" : "good";
  return el(`strong.${tone}`, status === 0 ? "cut" : status);
}
