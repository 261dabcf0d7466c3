import Cloudflare from "cloudflare";
import { cloudflareApi } from "../../../release/rollout/cloudflare-api.ts";
import { cloudflareTraffic } from "../../../release/rollout/traffic.ts";
import type { RunningCloud } from "./running-cloud.ts";

/** A Worker of the committed staging stack with versions of its own, and what serves. */
export interface RollbackTarget {
  /** Version ids by their releases. */
  readonly versions: Readonly<Record<string, string>>;
  /** The version that has all traffic. */
  serving(): Promise<string | undefined>;
  deploy(release: string): Promise<void>;
  /** Uploads a version and gives it all traffic. */
  ship(release: string, secret?: string): Promise<void>;
}

const scriptName = "collective-vision-staging";
const host = "staging-feedback.example.com";

const source = `export default {
  fetch: (request, env) => new URL(request.url).pathname === "/health"
    ? Response.json({ workerVersionId: env.VERSION.id })
    : new Response(""),
};`;

/** Uploads a version for each release, deploys them in their order, and gives the Worker its route. */
export async function makeRollbackTarget(
  cloud: RunningCloud,
  releases: readonly string[],
): Promise<RollbackTarget> {
  const client = new Cloudflare({ apiToken: "local-sdk", baseURL: cloud.cloudflareUrl });
  const env = { CLOUDFLARE_API_TOKEN: "local-sdk", CLOUDFLARE_BASE_URL: cloud.cloudflareUrl };
  const api = cloudflareApi({ env });
  const traffic = cloudflareTraffic({
    api,
    accountId: cloud.accountId,
    scriptName,
    isForced: true,
  });
  const account = { account_id: cloud.accountId };
  const worker = await client.workers.beta.workers.create({ ...account, name: scriptName });
  const kv = await client.kv.namespaces.create({ ...account, title: scriptName });
  const versions: Record<string, string> = {};
  const target: RollbackTarget = {
    versions,
    async serving() {
      const { shares = [] } = (await traffic.current()) ?? {};
      return shares.find(({ percentage }) => percentage === 100)?.versionId;
    },
    async deploy(release) {
      const versionId = versions[release] ?? "";
      await traffic.deploy([{ versionId, percentage: 100 }], `Release ${release}`);
    },
    async ship(release, secret = "unchanged") {
      const version = await client.workers.beta.workers.versions.create(worker.id, {
        ...account,
        main_module: "index.js",
        compatibility_date: "2026-11-01",
        modules: [
          {
            name: "index.js",
            content_type: "application/javascript+module",
            content_base64: Buffer.from(source).toString("base64"),
          },
        ],
        bindings: [
          { type: "version_metadata", name: "VERSION" },
          { type: "kv_namespace", name: "KV", namespace_id: kv.id },
          { type: "secret_text", name: "KEY", text: secret },
        ],
        annotations: { "workers/tag": release },
      });
      versions[release] = version.id;
      await target.deploy(release);
    },
  };
  for (const release of releases) await target.ship(release);
  const pattern = `${host}/*`;
  await client.workers.routes.create({ zone_id: cloud.zoneId, pattern, script: scriptName });
  return target;
}
