import { renderCalls } from "./calls.js";
import { renderCloudflare, summarizeCloudflare } from "./cloudflare.js";
import { el } from "./dom.js";
import { renderGithub, summarizeGithub } from "./github.js";
import { followCloud } from "./live.js";
import { countOpenIncidents, renderPagerduty, summarizePagerduty } from "./pagerduty.js";
import { patchContent } from "./patch.js";
import { renderSlack, summarizeSlack } from "./slack.js";
import { renderWorkers, summarizeWorkers } from "./workers.js";

/**
 * @typedef {import("./types.ts").State} State
 * @typedef {object} Section
 * @property {string} id of its element, for links
 * @property {string} title
 * @property {(state: State) => string} summarize
 * @property {(state: State) => Node} render
 * @property {(state: State) => number} [alarm] how much in it wants attention, shown in the navigation
 */

const words = /** @type {HTMLInputElement} */ (document.getElementById("filter-words"));
const failed = /** @type {HTMLInputElement} */ (document.getElementById("filter-failed"));

/** @type {readonly Section[]} in the order of the page */
const sections = [
  { id: "workers", title: "Workers", summarize: summarizeWorkers, render: renderWorkers },
  {
    id: "cloudflare",
    title: "Cloudflare",
    summarize: summarizeCloudflare,
    render: renderCloudflare,
  },
  { id: "github", title: "GitHub", summarize: summarizeGithub, render: renderGithub },
  { id: "slack", title: "Slack", summarize: summarizeSlack, render: renderSlack },
  {
    id: "pagerduty",
    title: "PagerDuty",
    summarize: summarizePagerduty,
    render: renderPagerduty,
    alarm: countOpenIncidents,
  },
  {
    id: "calls",
    title: "Calls",
    summarize: ({ calls }) => `the newest ${calls.length} of the vendors' APIs`,
    render: ({ calls }) => renderCalls(calls, { words: words.value, isFailedOnly: failed.checked }),
  },
];

/** @type {State | undefined} */
let newest;

/** @param {State} state */
function show(state) {
  newest = state;
  patchContent(
    element("sections"),
    el(
      "ul",
      sections.map((section) => entry(section, state)),
    ),
  );
  for (const { id, summarize, render } of sections) {
    patchContent(element(`${id}-summary`), el("small", summarize(state)));
    patchContent(element(`${id}-content`), el("div", render(state)));
  }
}

/**
 * @param {Section} section
 * @param {State} state
 */
function entry({ id, title, alarm }, state) {
  const count = alarm?.(state) ?? 0;
  return el("li", el("a", { href: `#${id}` }, title, count > 0 && el("span.badge", count)));
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element "${id}".`);
  return found;
}

for (const control of [words, failed]) {
  control.addEventListener("input", () => newest && show(newest));
}
const connection = element("connection");
followCloud(show, (state) => {
  connection.dataset.state = state;
  const text = state === "live" ? "live" : "connection lost, trying again";
  if (connection.textContent !== text) connection.textContent = text;
});
