import type { types } from "@pulumi/cloudflare";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { hostRoute } from "../naming.ts";
import { cloudflare } from "../providers.ts";

/** What calls a Worker. A key is a part of its resource's logical name, so it must stay the same. */
export interface WorkerTriggers {
  /** Hosts of a zone whose every path is the Worker's, by a route. */
  readonly hosts?: readonly WorkerHost[];
  /** Hosts that Cloudflare makes the DNS record and certificate for. */
  readonly customDomains?: readonly WorkerHost[];
  /** Cron expressions, UTC. Leave an empty list for one update before taking it away: deleting is a no-op. */
  readonly crons?: readonly string[];
  readonly consumers?: readonly WorkerConsumer[];
}

export interface WorkerHost {
  readonly key: string;
  readonly zoneId: Input<string>;
  readonly hostname: string;
}

export interface WorkerConsumer {
  readonly key: string;
  readonly queueId: Input<string>;
  readonly deadLetterQueue: Input<string>;
  readonly settings: types.input.QueueConsumerSettings;
}

/** A Worker that has a deployment. */
interface LiveWorker {
  /** The component's name, which the resources' names start with. */
  readonly name: string;
  readonly accountId: Input<string>;
  readonly scriptName: Input<string>;
}

export function declareTriggers(
  worker: LiveWorker,
  triggers: WorkerTriggers,
  options: CustomResourceOptions,
): void {
  for (const host of triggers.hosts ?? []) declareHost(worker, host, options);
  for (const domain of triggers.customDomains ?? []) declareDomain(worker, domain, options);
  for (const consumer of triggers.consumers ?? []) declareConsumer(worker, consumer, options);
  if (triggers.crons !== undefined) declareCrons(worker, triggers.crons, options);
}

/** A route counts only for hosts that resolve to Cloudflare; nothing is at the record's own address. */
function declareHost(
  { name, scriptName }: LiveWorker,
  { key, zoneId, hostname }: WorkerHost,
  options: CustomResourceOptions,
) {
  const route = new cloudflare.WorkersRoute(
    `${name}-route-${key}`,
    { zoneId, pattern: hostRoute(hostname), script: scriptName },
    options,
  );
  new cloudflare.DnsRecord(
    `${name}-dns-${key}`,
    {
      zoneId,
      name: hostname,
      type: "AAAA",
      content: "100::",
      proxied: true,
      ttl: 1,
      comment: "Answered by a Worker.",
    },
    { ...options, dependsOn: [route] },
  );
}

function declareDomain(
  worker: LiveWorker,
  { key, zoneId, hostname }: WorkerHost,
  options: CustomResourceOptions,
) {
  new cloudflare.WorkersCustomDomain(
    `${worker.name}-domain-${key}`,
    { accountId: worker.accountId, zoneId, hostname, service: worker.scriptName },
    // The API takes a second PUT for the same domain, so deleting the old one last would take it away.
    { ...options, deleteBeforeReplace: true },
  );
}

function declareConsumer(
  { name, accountId, scriptName }: LiveWorker,
  { key, ...consumer }: WorkerConsumer,
  options: CustomResourceOptions,
) {
  new cloudflare.QueueConsumer(
    `${name}-consumer-${key}`,
    { accountId, type: "worker", scriptName, ...consumer },
    options,
  );
}

/** One resource holds all schedules, because the API replaces the whole list. */
function declareCrons(
  { name, accountId, scriptName }: LiveWorker,
  crons: readonly string[],
  options: CustomResourceOptions,
) {
  const schedules = [...crons].sort().map((cron) => ({ cron }));
  new cloudflare.WorkersCronTrigger(`${name}-cron`, { accountId, scriptName, schedules }, options);
}
