import { defaultSettings } from "../../../local/context.ts";
import type { LocalCloud } from "./local-cloud.ts";

const account = `/client/v4/accounts/${defaultSettings.accountId}`;
const zone = `/client/v4/zones/${defaultSettings.zones[0]?.id}`;

export interface DeployedWorker {
  /** Ids of its versions, oldest first. */
  versions: readonly string[];
  /** Deploys versions with their percentages. */
  split(...percentages: readonly number[]): Promise<void>;
}

/** A Worker with a route and as many versions as the first deployment's split has parts. */
export async function createWorker(
  cloud: LocalCloud,
  name: string,
  { host, split }: { host: string; split: readonly number[] },
): Promise<DeployedWorker> {
  const worker = await create(cloud, `${account}/workers/workers`, {
    name,
    subdomain: { enabled: false, previews_enabled: true },
  });
  const versions: string[] = [];
  for (const [index] of split.entries()) {
    const source = `export default { fetch: () => new Response("v${index + 1}") };`;
    versions.push(
      await create(
        cloud,
        `${account}/workers/workers/${worker}/versions`,
        version(source, index + 1),
      ),
    );
  }
  const deployed: DeployedWorker = {
    versions,
    async split(...percentages) {
      const parts = percentages.map((percentage, at) => ({ version_id: versions[at], percentage }));
      await create(cloud, `${account}/workers/scripts/${name}/deployments`, {
        strategy: "percentage",
        versions: parts,
      });
    },
  };
  await deployed.split(...split);
  await create(cloud, `${zone}/workers/routes`, { pattern: `${host}/*`, script: name });
  return deployed;
}

function version(source: string, number: number) {
  return {
    main_module: "index.js",
    modules: [
      {
        name: "index.js",
        content_type: "application/javascript+module",
        content_base64: Buffer.from(source).toString("base64"),
      },
    ],
    compatibility_date: "2026-11-01",
    annotations: { "workers/tag": `release-${number}` },
    bindings: [{ type: "plain_text", name: "GREETING", text: "<i>hello</i>" }],
  };
}

/** @returns the id of what Cloudflare's API has made. */
async function create(cloud: LocalCloud, path: string, body: unknown): Promise<string> {
  const { result } = (await cloud.call("POST", path, body)) as { result: { id: string } };
  return result.id;
}

/** A channel at Slack. @returns what posts a message to it. */
export async function createChannel(cloud: LocalCloud, name: string) {
  const { channel } = (await cloud.call("POST", "/slack/api/conversations.create", { name })) as {
    channel: { id: string };
  };
  return (message: { text: string }) =>
    cloud.call("POST", "/slack/api/chat.postMessage", { channel: channel.id, ...message });
}

/** A service at PagerDuty that Ada answers for, then Chen. @returns what sends it an event. */
export async function createService(cloud: LocalCloud, name: string) {
  const rule = (id: string) => ({
    escalation_delay_in_minutes: 15,
    targets: [{ id, type: "user_reference" }],
  });
  const { escalation_policy } = (await cloud.call("POST", "/pagerduty/escalation_policies", {
    escalation_policy: { name: "Default", escalation_rules: [rule("PUADA01"), rule("PUCHEN3")] },
  })) as { escalation_policy: { id: string } };
  const { service } = (await cloud.call("POST", "/pagerduty/services", {
    service: {
      name,
      escalation_policy: { id: escalation_policy.id, type: "escalation_policy_reference" },
    },
  })) as { service: { id: string } };
  const { integration } = (await cloud.call(
    "POST",
    `/pagerduty/services/${service.id}/integrations`,
    { integration: { name: "Events", type: "events_api_v2_inbound_integration" } },
  )) as { integration: { integration_key: string } };
  return (event_action: "trigger" | "resolve", summary: string) =>
    cloud.call("POST", "/pagerduty/v2/enqueue", {
      routing_key: integration.integration_key,
      event_action,
      dedup_key: "errors",
      payload: { summary, source: "test", severity: "critical" },
    });
}
