import { el, link } from "./dom.js";

/**
 * How the edge divides a Worker's traffic: a bar, and below it what each part is. The older version
 * comes first, so a canary grows from the right.
 * @param {import("./types.ts").Worker} worker
 * @param {import("./types.ts").State} state
 */
export function renderSplit(worker, { snapshot: { edge }, edgePort }) {
  const parts = worker.split.toSorted((one, other) => one.number - other.number);
  if (parts.length === 0) return el("p.quiet", "Nothing is deployed.");
  const served = new Map(
    edge.scripts.flatMap(({ versions }) => versions.map((each) => [each.id, each.served])),
  );
  const summary = parts.map(({ number, percentage }) => `version ${number} ${percentage} %`);
  const bar = el("div.split", { role: "img", "aria-label": `Traffic: ${summary.join(", ")}` });
  bar.append(...parts.map(segment));
  const legend = parts.map((part, index) =>
    el(
      "li",
      { key: part.versionId },
      el(`span.swatch.part-${index}`),
      el("strong", `v${part.number}`),
      el("strong.share", `${part.percentage} %`),
      el("span.grow", part.tag || "no tag"),
      previewLink(worker, part.versionId, edgePort),
      el("span.quiet.served", `${served.get(part.versionId) ?? 0} served`),
    ),
  );
  return el("div", bar, el("ul.legend", legend));
}

/**
 * @param {import("./types.ts").Worker["split"][number]} part
 * @param {number} index
 */
function segment({ number, percentage, versionId }, index) {
  const element = el(`span.part-${index}`, { key: versionId }, `v${number} · ${percentage} %`);
  element.style.flexGrow = String(percentage);
  return element;
}

/**
 * The first digits of a version's id, leading to its preview URL where it has one.
 * @param {import("./types.ts").Worker} worker
 * @param {string} versionId
 * @param {string} edgePort
 */
export function previewLink({ workersDev, durableObjects }, versionId, edgePort) {
  const prefix = versionId.slice(0, 8);
  const hasPreview = workersDev.previewsEnabled && durableObjects.length === 0;
  if (!hasPreview) return el("code", prefix);
  return el("code", link(`http://${prefix}-${workersDev.host}.localhost:${edgePort}/`, prefix));
}
