import { block, card, el, listCard, table } from "./dom.js";
import { bytes, plural } from "./format.js";

/**
 * Data resources of the account with what is in them, and zones with what leads where.
 * @param {import("./types.ts").State} state
 */
export function renderCloudflare({ snapshot: { cloudflare } }) {
  const { storage, zones, notifications } = cloudflare;
  const policies = notifications.map(({ name, alertType, enabled }) => [
    name,
    alertType,
    enabled ? "on" : el("strong.warn", "off"),
  ]);
  const cards = [
    ...listCard("Data", table(["Kind", "Name", "Content"], dataRows(storage))),
    ...zones
      .filter(({ routes, dnsRecords }) => routes.length + dnsRecords.length > 0)
      .map(zoneCard),
    ...listCard("Notifications", table(["Name", "Alert", ""], policies)),
  ];
  return cards.length === 0 ? el("p.quiet", "No resources yet.") : el("div.cards.large", ...cards);
}

/** @param {import("./types.ts").State} state */
export function summarizeCloudflare({ snapshot }) {
  const { account, zones } = snapshot.cloudflare;
  const status = snapshot["cloudflare-status"].description;
  return `${account.name} · ${plural(zones.length, "zone")} · status page: ${status}`;
}

/** @param {import("./types.ts").Cloudflare["zones"][number]} zone */
function zoneCard({ name, routes, dnsRecords }) {
  const routeRows = routes.map(({ pattern, script }) => [pattern, script ?? "no Worker"]);
  const recordRows = dnsRecords.map((each) => [
    each.name,
    each.type,
    el("span", el("code", each.content), each.proxied && " proxied"),
  ]);
  return card(
    `Zone ${name}`,
    ...block("Routes", table(["Pattern", "Worker"], routeRows)),
    ...block("DNS records", table(["Name", "Type", "Content"], recordRows)),
  );
}

/**
 * @typedef {import("./types.ts").Cloudflare["storage"]} Storage
 * @typedef {readonly (Node | string)[]} Row
 */

/**
 * @param {Storage} storage
 * @returns {Row[]}
 */
function dataRows({ d1Databases, kvNamespaces, r2Buckets, queues, vectorizeIndexes }) {
  return [
    ...d1Databases.map(({ name, tables, fileSizeBytes }) =>
      row("D1 database", name, plural(tables, "table"), bytes(fileSizeBytes)),
    ),
    ...kvNamespaces.map(({ title, keys, bytes: size }) =>
      row("KV namespace", title, plural(keys, "key"), bytes(size)),
    ),
    ...r2Buckets.map(({ name, location, objects, bytes: size }) =>
      row("R2 bucket", name, plural(objects, "object"), bytes(size), location),
    ),
    ...queues.map(queueRow),
    ...vectorizeIndexes.map(({ name, vectorCount, dimensions, metric }) =>
      row(
        "Vectorize index",
        name,
        plural(vectorCount, "vector"),
        `${dimensions} dimensions, ${metric}`,
      ),
    ),
  ];
}

/** @param {Storage["queues"][number]} queue */
function queueRow({ name, isPaused, backlog, consumers }) {
  const names = consumers.map((each) => (each.type === "worker" ? each.script_name : "HTTP pull"));
  const consumed = names.length === 0 ? "no consumer" : `consumed by ${names.join(", ")}`;
  const [kind, title, content] = row("Queue", name, plural(backlog.messages, "message"), consumed);
  return [kind, title, el("span", content, isPaused && el("strong.warn", " paused"))];
}

/**
 * @param {string} kind
 * @param {string} name
 * @param {...string} facts
 * @returns {[string, string, string]}
 */
function row(kind, name, ...facts) {
  return [kind, name, facts.join(" · ")];
}
