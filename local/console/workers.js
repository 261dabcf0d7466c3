import { block, el, link, table, tags } from "./dom.js";
import { age, plural } from "./format.js";
import { previewLink, renderSplit } from "./split.js";

/**
 * Workers with the split of their traffic, what they are bound to, and their versions.
 * @param {import("./types.ts").State} state
 */
export function renderWorkers(state) {
  const { workers } = state.snapshot.cloudflare;
  if (workers.length === 0) return el("p.quiet", "No Workers yet.");
  return el("div.cards.large", ...workers.map((worker) => workerCard(worker, state)));
}

/** @param {import("./types.ts").State} state */
export function summarizeWorkers({ snapshot: { cloudflare, edge } }) {
  const { total, inFlight } = edge.requests;
  return `${plural(cloudflare.workers.length, "Worker")} · ${plural(total, "request")} since the start · ${inFlight} in flight`;
}

/**
 * @param {import("./types.ts").Worker} worker
 * @param {import("./types.ts").State} state
 */
function workerCard(worker, state) {
  const { cloudflare } = state.snapshot;
  return el(
    "article.card",
    { key: worker.id },
    el(
      "header",
      el("h3", worker.name),
      worker.deployedOn ? el("span.quiet", "deployed ", age(worker.deployedOn)) : null,
    ),
    addresses(worker, state.edgePort),
    renderSplit(worker, state),
    ...block("Resources", resourceTable(worker, cloudflare)),
    ...block("Variables and secrets", variables(worker)),
    ...block("Started by", tags(triggers(worker))),
    versionList(worker, state.edgePort),
  );
}

/**
 * @param {import("./types.ts").Worker} worker
 * @param {string} edgePort
 */
function addresses({ routes, domains, workersDev }, edgePort) {
  const own = workersDev.enabled ? [workersDev.host] : [];
  const items = [...routes, ...domains, ...own].map((pattern) => {
    const [address = ""] = pattern.replace(/^https?:\/\//, "").split(/\/?\*$/);
    const isPattern = address === "" || address.includes("*");
    const [host, ...path] = address.split("/");
    const href = `http://${host}.localhost:${edgePort}/${path.join("/")}`;
    return el("li", isPattern ? pattern : link(href, address));
  });
  return items.length === 0
    ? el("p.quiet", "No route or domain leads here.")
    : el("ul.links", ...items);
}

const textTypes = new Set(["plain_text", "json"]);
const secretTypes = new Set(["secret_text", "secret_key"]);

/**
 * @param {import("./types.ts").Worker} worker
 * @param {import("./types.ts").Cloudflare} cloudflare
 */
function resourceTable({ bindings }, { storage }) {
  const names = new Map([
    ...storage.kvNamespaces.map(({ id, title }) => /** @type {const} */ ([id, title])),
    ...storage.d1Databases.map(({ uuid, name }) => /** @type {const} */ ([uuid, name])),
  ]);
  const rows = bindings
    .filter(({ type }) => !textTypes.has(type) && !secretTypes.has(type))
    .map(({ name, type, target }) => [
      el("span", el("code", name), " ", el("span.quiet", type)),
      target === null ? "" : (names.get(target) ?? target),
    ]);
  return table(["Binding", "Resource"], rows);
}

/** @param {import("./types.ts").Worker} worker */
function variables({ bindings }) {
  const texts = bindings
    .filter(({ type }) => textTypes.has(type))
    .map(({ name, target }) => el("span", el("code", name), " ", target ?? ""));
  const secrets = bindings
    .filter(({ type }) => secretTypes.has(type))
    .map(({ name }) => el("span", el("code", name), el("span.quiet", " secret")));
  return tags([...texts, ...secrets]);
}

/** @param {import("./types.ts").Worker} worker */
function triggers({ crons, queues, routes, domains, workersDev }) {
  const hasAddress = routes.length + domains.length > 0 || workersDev.enabled;
  return [
    hasAddress && "requests",
    ...crons.map((cron) => el("span", "cron ", el("code", cron))),
    ...queues.map((queue) => `queue ${queue}`),
  ].filter((each) => each !== false);
}

/**
 * @param {import("./types.ts").Worker} worker
 * @param {string} edgePort
 */
function versionList(worker, edgePort) {
  const shares = new Map(worker.split.map((part) => [part.versionId, part.percentage]));
  const rows = worker.versions.map(({ id, number, tag, message, createdOn }) => [
    `v${number}`,
    previewLink(worker, id, edgePort),
    tag || message || el("span.quiet", "no tag"),
    age(createdOn),
    shares.has(id) ? `${shares.get(id)} %` : "",
  ]);
  const list = table(["", "Id", "Release", "Uploaded", "#Traffic"], rows);
  const rest = worker.versionCount - worker.versions.length;
  return el(
    "details",
    el("summary", plural(worker.versionCount, "version")),
    list,
    rest > 0 && el("p.quiet", `and ${rest} older`),
  );
}
