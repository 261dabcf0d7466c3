import { renderCalls } from "./calls.js";
import { el } from "./dom.js";
import { renderAccount, renderGithub, renderPagerduty, renderSlack } from "./vendors.js";
import { renderWorkers } from "./workers.js";

const REFRESH_MS = 250;

/** Sections in the order of the page: a title, and what renders it from the state. */
const sections = {
  workers: ["Workers", ({ snapshot, edgePort }) => renderWorkers(snapshot.cloudflare, edgePort)],
  account: ["Account", ({ snapshot }) => renderAccount(snapshot.cloudflare)],
  github: ["GitHub", ({ snapshot }) => renderGithub(snapshot.github)],
  slack: ["Slack", ({ snapshot }) => renderSlack(snapshot.slack)],
  pagerduty: ["PagerDuty", ({ snapshot }) => renderPagerduty(snapshot.pagerduty)],
  calls: ["Calls", ({ calls }) => renderCalls(calls)],
};

const live = document.getElementById("live");
const main = document.getElementById("main");

for (const [id, [title]] of Object.entries(sections)) {
  const anchor = el("a", title);
  anchor.href = `#${id}`;
  document.getElementById("sections").append(anchor);
  const section = el("section", el("h2", title), el("div"));
  section.id = id;
  main.append(section);
}

async function load() {
  const [snapshot, calls, health] = await Promise.all(
    ["snapshot", "journal?limit=100", "health"].map(async (path) =>
      (await fetch(`/_local/${path}`)).json(),
    ),
  );
  render({ snapshot, calls, edgePort: new URL(health.edge).port });
}

/** Replaces each section's content; what is unfolded stays unfolded. */
function render(state) {
  for (const [id, [, renderSection]] of Object.entries(sections)) {
    const place = document.querySelector(`#${id} > div`);
    const open = [...place.querySelectorAll("details")].map((details) => details.open);
    place.replaceChildren(renderSection(state));
    for (const [index, details] of place.querySelectorAll("details").entries()) {
      details.open = open[index] ?? false;
    }
  }
}

let isScheduled = false;
function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(async () => {
    isScheduled = false;
    try {
      await load();
      say("live", "live");
    } catch {
      say("lost", "the local cloud does not answer");
    }
  }, REFRESH_MS);
}

function say(state, text) {
  live.dataset.state = state;
  live.textContent = text;
}

const events = new EventSource("/_local/events");
for (const name of ["ready", "change"]) events.addEventListener(name, schedule);
events.addEventListener("error", () => say("lost", "connection lost, trying again"));
