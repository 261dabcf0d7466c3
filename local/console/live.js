/** How long changes are gathered before they are fetched. */
const GATHER_MS = 200;
/** How often to look for what no commit announces: requests served, escalations by time, ages. */
const TICK_MS = 5_000;

const paths = { snapshot: "snapshot", calls: "journal?limit=500", health: "health" };
/** @typedef {keyof typeof paths} Part */

/**
 * Keeps a state like the local cloud's: everything on connecting, then what its events say has
 * changed, one load at a time, and nothing while the page is hidden.
 * @param {(state: import("./types.ts").State) => void} onState
 * @param {(connection: "live" | "lost") => void} onConnection
 */
export function followCloud(onState, onConnection) {
  /** @type {Set<Part>} */
  const stale = new Set();
  /** @type {any} the newest answer of each path */
  let answers = {};
  let isLoading = false;

  const load = async () => {
    if (isLoading || document.hidden) return;
    isLoading = true;
    try {
      while (stale.size > 0) {
        await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
        answers = { ...answers, ...(await fetchParts(stale)) };
        onState({ ...answers, edgePort: new URL(answers.health.edge).port });
        onConnection("live");
      }
    } catch (error) {
      console.error(error);
      for (const part of partNames) stale.add(part);
      onConnection("lost");
    } finally {
      isLoading = false;
    }
  };
  const refresh = (/** @type {Part[]} */ ...parts) => {
    for (const part of parts) stale.add(part);
    void load();
  };

  const events = new EventSource("/_local/events");
  events.addEventListener("ready", () => refresh(...partNames));
  events.addEventListener("change", ({ data }) => refresh(...partsOf(JSON.parse(data))));
  events.addEventListener("error", () => onConnection("lost"));
  document.addEventListener("visibilitychange", () => refresh("snapshot"));
  setInterval(() => events.readyState === EventSource.OPEN && refresh("snapshot"), TICK_MS);
}

const partNames = /** @type {Part[]} */ (Object.keys(paths));

/**
 * What has to be fetched after a commit: most calls change nothing but the record of calls.
 * @param {string[]} collections
 * @returns {Part[]}
 */
function partsOf(collections) {
  const isOnlyCalls = collections.every((name) => name === "local.calls");
  return isOnlyCalls ? ["calls"] : ["snapshot", "calls"];
}

/** @param {Set<Part>} stale is emptied: what gets stale meanwhile is for the next time */
async function fetchParts(stale) {
  const parts = [...stale];
  stale.clear();
  const entries = parts.map(async (part) => {
    const response = await fetch(`/_local/${paths[part]}`);
    if (!response.ok) throw new Error(`The local cloud answered ${response.status} for ${part}.`);
    return [part, await response.json()];
  });
  return Object.fromEntries(await Promise.all(entries));
}
