import Cloudflare from "cloudflare";
import { expect, test } from "vitest";
import { type Answer, startConstantLoad } from "./support/constant-load.ts";
import { LocalShell, slipway, useDataFolder } from "./support/slipway.ts";

const PER_SECOND = 50;
const SECONDS = 30;
/** So many requests are answered between two changes: half a second's. */
const BETWEEN_CHANGES = 25;
const HOST = "busy.slipway-local.workers.dev";

/** A deployment: which versions may answer from when it was asked for until the next one is there. */
interface Phase {
  versions: readonly string[];
  askedAt: number;
  acknowledgedAt: number;
}

/**
 * Proves that 50 requests/s for 30 s see no failure, and no version that is not deployed, while
 * versions are uploaded, split, promoted and rolled back and a secret changes, with the local cloud
 * in a process of its own. It does not prove how Cloudflare's own network follows a deployment.
 */
test("50 requests/s for 30 s: none fails while what is served changes again and again", async ({
  annotate,
}) => {
  const { worker, edgePort } = await useCloud();
  const phases: Phase[] = [];
  const change = async (deploy: () => Promise<readonly string[]>) => {
    const askedAt = performance.now();
    const versions = await deploy();
    phases.push({ versions, askedAt, acknowledgedAt: performance.now() });
  };
  let current = await worker.upload();
  await change(() => worker.deploy([current, 100]));
  const load = startConstantLoad({
    port: edgePort,
    host: HOST,
    perSecond: PER_SECOND,
    seconds: SECONDS,
  });
  while (!load.isOver()) {
    const next = await worker.upload();
    const changes = [
      () => worker.deploy([next, 10], [current, 90]),
      () => worker.deploy([next, 50], [current, 50]),
      () => worker.deploy([next, 100]),
      () => worker.deploy([current, 100]),
      () => worker.deploy([next, 100]),
      () => worker.setSecret(`secret of ${next}`),
    ];
    for (const each of changes) {
      if (load.isOver()) break;
      await change(each);
      await load.answered(BETWEEN_CHANGES);
    }
    current = phases.at(-1)?.versions[0] ?? next;
  }
  const answers = await load.answers;

  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(answers.filter((answer) => !isDeployed(answer, phases))).toEqual([]);
  expect(answers).toHaveLength(PER_SECOND * SECONDS);
  expect(phases.length).toBeGreaterThan(10);
  await annotate(describe(answers, phases));
});

/** Whether the version that answered was deployed at some time between question and answer. */
function isDeployed({ text, askedAt, answeredAt }: Answer, phases: readonly Phase[]): boolean {
  return phases.some((phase, index) => {
    const endsAt = phases[index + 1]?.acknowledgedAt ?? Number.POSITIVE_INFINITY;
    return phase.versions.includes(text) && phase.askedAt <= answeredAt && askedAt <= endsAt;
  });
}

function describe(answers: readonly Answer[], phases: readonly Phase[]): string {
  const times = answers
    .map(({ askedAt, answeredAt }) => answeredAt - askedAt)
    .sort((a, b) => a - b);
  const at = (share: number) => `${times[Math.ceil(times.length * share) - 1]?.toFixed(0)} ms`;
  const versions = new Set(answers.map(({ text }) => text)).size;
  return `${answers.length} answers by ${versions} versions over ${phases.length} changes; median ${at(0.5)}, 99 % within ${at(0.99)}, longest ${at(1)}`;
}

/** A local cloud in a process of its own, and one Worker that answers with its version. */
async function useCloud() {
  const data = useDataFolder();
  const started = await slipway(
    process.cwd(),
    ...["local", "start", "--detach", "--port", "0", "--data", data],
  );
  expect(started).toMatchObject({ code: 0 });
  const { environment } = await LocalShell.open(process.cwd(), data);
  const client = new Cloudflare({
    apiToken: environment.CLOUDFLARE_API_TOKEN,
    baseURL: environment.CLOUDFLARE_BASE_URL,
  });
  const account = { account_id: environment.CLOUDFLARE_ACCOUNT_ID ?? "" };
  await client.workers.beta.workers.create({
    ...account,
    name: "busy",
    subdomain: { enabled: true },
  });
  return {
    edgePort: Number(new URL(environment.SLIPWAY_CONNECT_TO ?? "").port),
    worker: workerOf(client, account),
  };
}

const code = "export default { fetch: (_, env) => new Response(env.VERSION.id) };";

function workerOf(client: Cloudflare, account: { account_id: string }) {
  const { scripts, beta } = client.workers;
  let uploads = 0;
  return {
    /** @returns the id of a new version. */
    async upload() {
      const source = `// ${uploads++}\n${code}`;
      const module = {
        name: "index.js",
        content_type: "application/javascript+module",
        content_base64: Buffer.from(source).toString("base64"),
      };
      const version = await beta.workers.versions.create("busy", {
        ...account,
        main_module: module.name,
        compatibility_date: "2026-11-01",
        modules: [module],
        bindings: [{ type: "version_metadata", name: "VERSION" }],
      });
      return version.id;
    },
    /** @returns the ids of the versions. */
    async deploy(...split: [versionId: string, percentage: number][]) {
      await scripts.deployments.create("busy", {
        ...account,
        // A version from before a change of secrets is deployed only by those who insist.
        force: true,
        strategy: "percentage",
        versions: split.map(([version_id, percentage]) => ({ version_id, percentage })),
      });
      return split.map(([versionId]) => versionId);
    },
    /** Deploys a version that differs in its secret. @returns its id. */
    async setSecret(text: string) {
      const secret = { name: "KEY", text, type: "secret_text" } as const;
      await scripts.secrets.update("busy", { ...account, ...secret });
      const versions = await beta.workers.versions.list("busy", account);
      const [newest] = versions.getPaginatedItems();
      if (!newest) throw new Error("A change of a secret makes a version; there is none.");
      return [newest.id];
    },
  };
}
