import type { RuntimeScript, RuntimeState } from "../contract.ts";
import type { Choice } from "../link/split.ts";
import { orderChoices } from "../link/split.ts";
import type { LinkScript, LinkTable, LinkVersion, Place } from "../link/table.ts";
import type { Home } from "./homes.ts";
import type { Endpoint, WorkerProcess } from "./process.ts";

/** A Worker as it is served. */
export interface ServedScript {
  script: RuntimeScript;
  /** As `orderChoices` gives them. */
  versions: readonly ServedVersion[];
}

export interface ServedVersion extends Choice {
  endpoint: Endpoint;
}

/** What the front, cron triggers and queues choose from; replaced as a whole. */
export interface ServedTable {
  state: RuntimeState;
  scripts: ReadonlyMap<string, ServedScript>;
}

/** @param endpoints where the versions of its split run, in the same order */
export function serveScript(script: RuntimeScript, endpoints: readonly Endpoint[]): ServedScript {
  const versions = script.split.flatMap(({ version, percentage }, index) => {
    const endpoint = endpoints[index];
    if (!endpoint) return [];
    return [{ versionId: version.id, createdOn: version.createdOn, percentage, endpoint }];
  });
  return { script, versions: orderChoices(versions) };
}

/** The table as one process is to see it: what runs in itself has no address. */
export function linkTable(
  { scripts }: ServedTable,
  homes: Iterable<Home>,
  hosts: LinkTable["hosts"],
  watched: ReadonlySet<string>,
  reader: WorkerProcess,
): LinkTable {
  const addressOf = (process: WorkerProcess) => (process === reader ? null : process.debugAddress);
  const linkScript = ({ script, versions }: ServedScript): LinkScript => ({
    versions: versions.map(({ endpoint: { plan, process }, ...choice }): LinkVersion => {
      // The reader's own copy is nearer, where it has one.
      const isHere = process === reader || reader.plans.some(({ key }) => key === plan.key);
      const address = isHere ? null : process.debugAddress;
      return { ...choice, service: plan.service, entry: plan.entry, address };
    }),
    isWatched: watched.has(script.name),
    tailConsumers: script.tailConsumers,
  });
  const objects = [...homes].flatMap(({ objects: { classes }, process }) =>
    classes.map(({ namespaceId }): [string, Place | null] => [
      namespaceId,
      process ? { address: addressOf(process) } : null,
    ]),
  );
  return {
    scripts: Object.fromEntries([...scripts].map(([name, script]) => [name, linkScript(script)])),
    objects: Object.fromEntries(objects),
    hosts,
  };
}
