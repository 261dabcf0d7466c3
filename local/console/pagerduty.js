import { card, el, listCard, table } from "./dom.js";
import { age, plural, time } from "./format.js";

/**
 * Incidents, open ones first, with who was told; who is on call; who would be told next time.
 * @param {import("./types.ts").State} state
 */
export function renderPagerduty({ snapshot: { pagerduty } }) {
  const { incidents, schedules, services } = pagerduty;
  const open = incidents.filter(isOpen);
  const closed = incidents.filter((incident) => !isOpen(incident));
  const onCall = schedules.map(({ name, onCall }) => [name, el("strong", onCall ?? "nobody")]);
  const label = { tabindex: 0, "aria-label": "Incidents" };
  return el(
    "div.cards.large",
    card(
      "Incidents",
      incidents.length === 0 && el("p.quiet", "None so far."),
      el("ol.incidents", label, [...open, ...closed].map(incidentItem)),
    ),
    el(
      "div.stack",
      listCard("On call now", table(["Schedule", "Person"], onCall)),
      services.map(serviceCard),
    ),
  );
}

/** @param {import("./types.ts").State} state */
export function summarizePagerduty(state) {
  return plural(countOpenIncidents(state), "open incident");
}

/** @param {import("./types.ts").State} state */
export function countOpenIncidents({ snapshot: { pagerduty } }) {
  return pagerduty.incidents.filter(isOpen).length;
}

/** @param {import("./types.ts").Incident} incident */
function isOpen({ status }) {
  return status !== "resolved";
}

const tones = { triggered: "bad", acknowledged: "warn", resolved: "good" };

/** @param {import("./types.ts").Incident} incident */
function incidentItem(incident) {
  const { id, number, title, status, urgency, service, createdAt, assignedTo, log } = incident;
  const entries = log.map(({ at, summary }) => [time(at), summary]);
  return el(
    "li",
    { key: id },
    el(
      "p.byline",
      el(`strong.pill.${tones[status]}`, status),
      ` #${number} · ${urgency} urgency · `,
      age(createdAt),
    ),
    el("p.heading", title),
    el("p.quiet", service, assignedTo.length > 0 && ` · assigned to ${assignedTo.join(", ")}`),
    el("p.quiet", told(incident)),
    el(
      "details",
      el("summary", plural(log.length, "log entry", "log entries")),
      table(["Time", "What"], entries),
    ),
  );
}

/**
 * `Told: Ben Larsen by phone, email`.
 * @param {import("./types.ts").Incident} incident
 */
function told({ notified }) {
  const methods = Map.groupBy(notified, ({ name }) => name);
  const people = [...methods].map(
    ([name, all]) => `${name} by ${[...new Set(all.map(({ method }) => method))].join(", ")}`,
  );
  return people.length === 0 ? "Nobody was told." : `Told ${people.join("; ")}`;
}

/** @param {import("./types.ts").Pagerduty["services"][number]} service */
function serviceCard({
  id,
  name,
  urgency,
  escalationPolicy,
  openIncidents,
  wouldNotify,
  integrations,
}) {
  const rows = wouldNotify.map(({ afterMinutes, people }) => [
    afterMinutes === 0 ? "at once" : `after ${afterMinutes} min`,
    people.map((person) => `${person.name} (${person.methods.join(", ")})`).join(", ") || "nobody",
  ]);
  return el(
    "article.card",
    { key: id },
    el("h3", name),
    el(
      "p.quiet.facts",
      openIncidents > 0 && el("strong.bad", plural(openIncidents, "open incident"), " "),
      `${urgency} urgency · ${escalationPolicy ?? "no escalation policy"}`,
      integrations.length > 0 && ` · ${integrations.map((each) => each.name).join(", ")}`,
    ),
    el("h4", "An incident tells, until somebody acknowledges"),
    table(["When", "Whom"], rows),
  );
}
