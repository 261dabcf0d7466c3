import { block, el, link, table, tags, time } from "./dom.js";

/** Workers with the split of their traffic, their versions, and what calls them. */
export function renderWorkers({ workers }, edgePort) {
  return el("div.cards", ...workers.map((worker) => workerCard(worker, edgePort)));
}

function workerCard(worker, edgePort) {
  return el(
    "article.card",
    el("h3", worker.name),
    worker.split.length === 0 ? el("p.quiet", "Nothing is deployed.") : split(worker.split),
    ...block("Reached at", addresses(worker, edgePort)),
    ...block("Bindings", tags(worker.bindings.map(({ name, type }) => `${name} ${type}`))),
    ...block("Cron triggers and queues", tags([...worker.crons, ...worker.queues])),
    versionList(worker),
  );
}

function split(parts) {
  const bar = parts.map(({ number, tag, percentage, versionId }) => {
    const part = el("span", `v${number} · ${percentage} %`);
    part.style.flex = String(Math.max(percentage, 4));
    part.title = `${versionId}\n${tag}`;
    return part;
  });
  const names = parts.map(({ number, tag, percentage }) => `v${number} ${tag} ${percentage} %`);
  const element = el("div.split", ...bar);
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", `Traffic: ${names.join(", ")}`);
  return element;
}

function addresses({ routes, domains, workersDev }, edgePort) {
  const hosts = [...routes.map((pattern) => pattern.split("/")[0]), ...domains];
  const links = [...new Set(hosts)].map((host) =>
    el("li", link(`http://${host}.localhost:${edgePort}/`, host)),
  );
  if (workersDev.enabled) links.push(el("li", workersDev.host));
  return links.length === 0 ? null : el("ul.tags", ...links);
}

function versionList({ versions, versionCount }) {
  const rows = versions.map(({ id, number, tag, message, createdOn }) => [
    `v${number}`,
    el("span.mono", id.slice(0, 8)),
    tag || message || "",
    time(createdOn),
  ]);
  const list = table(["", "Version", "Release", "Uploaded"], rows);
  return el("details", el("summary", `${versionCount} versions`), list);
}
