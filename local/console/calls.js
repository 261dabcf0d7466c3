import { el, table, time } from "./dom.js";

/** The newest calls of the vendors' APIs, newest first. */
export function renderCalls(calls) {
  const rows = calls
    .toReversed()
    .map(({ time: at, vendor, method, path, status, durationMs, faultId }) => [
      time(at),
      vendor,
      method,
      el("span.mono", path),
      statusCell(status, faultId),
      `${durationMs} ms`,
    ]);
  const columns = ["Time", "Vendor", "Method", "Path", "Status", "Took"];
  return el("div.card", table(columns, rows) ?? el("p.quiet", "No calls yet."));
}

function statusCell(status, faultId) {
  const tone = status === 0 || status >= 500 ? "bad" : status >= 400 ? "warn" : "good";
  const cell = el(`span.${tone}`, status === 0 ? "cut" : status);
  if (faultId) cell.title = `Answered by fault rule ${faultId}`;
  return faultId ? el("span", cell, " fault") : cell;
}
