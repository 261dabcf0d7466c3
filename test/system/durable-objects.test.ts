import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planRollback } from "../../release/rollback/plan.ts";
import { cloudflareApi } from "../../release/rollout/cloudflare-api.ts";
import { freeCloudPort, LocalShell, run, slipway, useDataFolder } from "./support/slipway.ts";
import { get } from "./support/users.ts";
import { Vendors } from "./support/vendors.ts";

/**
 * Proves, with the real engine and workerd: a version that migrates Durable Objects goes from no
 * traffic to all of it in one deployment; the next one is tried beside it; what the objects hold stays;
 * and there is no way back past the migration. It does not prove how the vendor evicts objects.
 */

const root = process.cwd();
const host = "rooms.example.com";

test("a Durable Object migration goes out whole, and nothing goes back past it", async () => {
  const data = useDataFolder();
  const port = await freeCloudPort();
  const where = ["--port", String(port), "--data", data];
  expect(await slipway(root, "local", "start", "--detach", ...where)).toMatchObject({ code: 0 });
  const { environment } = await LocalShell.open(root, data);
  const project = join(data, "rooms");
  mkdirSync(project);
  const main = join(root, "test/system/fixtures/rooms.ts");
  const settings = {
    name: "rooms",
    main,
    runtime: { name: "nodejs", options: { typescript: false } },
  };
  writeFileSync(join(project, "Pulumi.yaml"), JSON.stringify(settings));
  const pulumi = (args: readonly string[], variables: NodeJS.ProcessEnv = {}) =>
    run("pulumi", [...args, "--non-interactive"], {
      cwd: project,
      env: { ...environment, ROOMS_FOLDER: project, ...variables },
    });
  const release = async (variables: NodeJS.ProcessEnv) => {
    const up = await pulumi(["up", "-s", "rooms", "--yes", "--skip-preview"], variables);
    expect(up, `${up.stdout}${up.stderr}`).toMatchObject({ code: 0 });
    return up.stdout;
  };
  const ask = async (path: string) => (await get(port + 1, host, path)).body;
  const initiated = await pulumi(["stack", "init", "rooms"]);
  expect(initiated, initiated.stderr).toMatchObject({ code: 0 });

  await release({ ROOMS_RELEASE: "1" });
  const migrating = await release({ ROOMS_RELEASE: "2" });
  expect(migrating).toContain("migrates Durable Objects, so it cannot be tried beside another");
  expect(migrating).not.toContain("probing");
  expect([await ask("/lobby"), await ask("/lobby")]).toEqual(["1", "2"]);

  const next = await release({ ROOMS_RELEASE: "3", ROOMS_MIGRATION: "v1" });
  expect(next).toContain("0 %: good after");
  expect(await ask("/health")).toContain('"release":"3"');
  expect(await ask("/lobby")).toBe("3");

  const deployments = await deploymentsOf(environment);
  expect(deployments.map((shares) => shares.map(({ percentage }) => percentage))).toEqual([
    [100],
    [100, 0],
    [100],
    [100],
  ]);
  const [first] = deployments.at(-1) ?? [];
  const worker = {
    accountId: environment.CLOUDFLARE_ACCOUNT_ID ?? "",
    scriptName: "rooms",
    hostname: host,
    checks: [],
  };
  const api = cloudflareApi({ env: environment });
  const order = { workers: [worker], to: first?.version_id, patienceMs: 10_000 };
  await expect(planRollback(api, order)).rejects.toThrow(
    "a Durable Object migration lies in between",
  );
});

interface Share {
  readonly version_id: string;
  readonly percentage: number;
}

/** Newest first. */
async function deploymentsOf(
  environment: NodeJS.ProcessEnv,
): Promise<readonly (readonly Share[])[]> {
  const { deployments } = await new Vendors(environment).account<{
    deployments: readonly { versions: readonly Share[] }[];
  }>("GET", "/workers/scripts/rooms/deployments");
  return deployments.map(({ versions }) => versions);
}
