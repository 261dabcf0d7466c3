import { expect, test } from "vitest";
import type { Declared } from "./drift-edits/edit.ts";
import { edits } from "./drift-edits/edits.ts";
import { useCheckout } from "./support/checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";
import { Vendors } from "./support/vendors.ts";

interface Finding {
  verdict: string;
  object: string;
  changes: { path: string }[];
  remedies: unknown[];
}

interface Report {
  stacks: { stack: string; inSync: string[]; findings: Finding[] }[];
}

interface SyncReport {
  values: { name: string; verdict: string }[];
  plan: { changes: unknown[] };
}

const stacks = ["staging", "production"] as const;
const mostCalls = 300;

/**
 * Proves, with the real engine and both stacks on one local cloud: what was just deployed is in sync;
 * each edit that somebody makes by a vendor's own API is found, with its field and a remedy; one fix
 * makes everything be as declared again, without a change left to preview; values that are held
 * otherwise are pushed through the engine, a Worker's through the rollout. It does not prove what the
 * vendors' own plugins read; the noise list has what their sources say of that.
 */
test("every edit behind Pulumi's back is found, and one fix takes it back", async () => {
  const checkout = useCheckout();
  const data = useDataFolder();
  const where = ["--port", String(await freeCloudPort()), "--data", data];
  expect(await slipway(checkout, "local", "start", "--detach", ...where)).toMatchObject({
    code: 0,
  });
  const shell = await LocalShell.open(checkout, data);
  for (const stack of stacks) {
    const up = await shell.pulumi("up", "-s", stack, "--yes", "--skip-preview");
    expect(up, up.stdout).toMatchObject({ code: 0 });
  }
  const drift = async (...args: string[]) => {
    const { code, stdout, stderr } = await shell.run(
      process.execPath,
      ...["cli/main.ts", "drift", "--json", ...args],
    );
    return { code, stderr, report: JSON.parse(stdout) as Report };
  };
  const sync = async (...args: string[]) => {
    const { code, stdout, stderr } = await shell.run(
      process.execPath,
      ...["cli/main.ts", "config", "sync", "staging", "--json", ...args],
    );
    return { code, stderr, report: JSON.parse(stdout) as SyncReport };
  };
  const calls = async () => {
    const { stdout } = await slipway(
      checkout,
      ...["local", "journal", "--json", "--limit", "100000", "--data", data],
    );
    return (JSON.parse(stdout) as unknown[]).length;
  };

  const before = await calls();
  const clean = await drift();
  expect(clean, clean.stderr).toMatchObject({ code: 0 });
  expect((await calls()) - before).toBeLessThanOrEqual(mostCalls);

  const vendors = new Vendors(shell.environment);
  const declared = {
    staging: await stateOf(shell, "staging"),
    production: await stateOf(shell, "production"),
  };
  for (const edit of edits) await edit.run(vendors, declared[edit.stack]);
  const drifted = await drift();
  expect(drifted.code).toBe(2);
  for (const { title, stack, verdict, object, field } of edits) {
    const finding = drifted.report.stacks
      .find((each) => each.stack === stack)
      ?.findings.find((each) => each.object === object && each.verdict === verdict);
    expect.soft(finding?.remedies.length, title).toBe(1);
    const paths = finding?.changes.map(({ path }) => path);
    if (field !== undefined) expect.soft(paths, title).toContain(field);
  }
  const objects = new Set(edits.map(({ stack, object }) => `${stack} ${object}`));
  const found = drifted.report.stacks.flatMap(({ stack, findings }) =>
    findings.map(({ object }) => `${stack} ${object}`),
  );
  expect(found.filter((each) => !objects.has(each))).toEqual([]);

  for (const edit of edits) await edit.undo?.(vendors, declared[edit.stack]);
  const fixed = await drift("--fix", "--confirm", "staging,production");
  expect(fixed, fixed.stderr).toMatchObject({ code: 0 });
  for (const stack of stacks) {
    const preview = await shell.pulumi("preview", "-s", stack, "--refresh", "--expect-no-changes");
    expect(preview, preview.stdout).toMatchObject({ code: 0 });
  }

  await deployAnother(
    vendors,
    "collective-vision-staging",
    declared.staging("cv-worker-version").id,
  );
  const planned = await shell.pulumi("preview", "-s", "staging", "--diff");
  expect(planned.stdout).toContain("restored over");

  await vendors.github("PATCH", "/environments/staging/variables/CLOUDFLARE_ACCOUNT_ID", {
    value: "of-somebody-else",
  });
  const looked = await sync();
  expect(looked).toMatchObject({ code: 2, report: { plan: { changes: [{}, {}] } } });
  expect(left(looked.report)).toEqual([
    "CLOUDFLARE_ACCOUNT_ID differs",
    "PAGERDUTY_ROUTING_KEY cannot-tell",
    "SLACK_WEBHOOK_URL cannot-tell",
    "STRIPE_SECRET_KEY cannot-tell",
  ]);
  const pushed = await sync("--apply", "--yes");
  expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
  const restored = await shell.pulumi(
    "preview",
    "-s",
    "staging",
    "--refresh",
    "--expect-no-changes",
  );
  expect(restored, restored.stdout).toMatchObject({ code: 0 });
});

/** The values that are not in step, with what is said of each. */
function left({ values }: SyncReport): string[] {
  return values
    .filter(({ verdict }) => verdict !== "same")
    .map(({ name, verdict }) => `${name} ${verdict}`)
    .sort();
}

/** Gives all traffic to a version that is not the declared one. */
async function deployAnother(vendors: Vendors, worker: string, versionId: string): Promise<void> {
  const script = `/workers/scripts/${worker}`;
  const { items } = await vendors.account<{ items: { id: string }[] }>("GET", `${script}/versions`);
  const other = items.find(({ id }) => id !== versionId);
  await vendors.account("POST", `${script}/deployments?force=true`, {
    strategy: "percentage",
    versions: [{ version_id: other?.id, percentage: 100 }],
  });
}

/** A stack's objects by the names they have in the program. */
async function stateOf(shell: LocalShell, stack: string): Promise<Declared> {
  const { stdout } = await shell.pulumi("stack", "export", "-s", stack);
  const { deployment } = JSON.parse(stdout) as {
    deployment: {
      resources: { urn: string; id?: string; outputs?: Record<string, unknown> }[];
    };
  };
  return (name) => {
    const found = deployment.resources.find(({ urn, id }) => id && urn.endsWith(`::${name}`));
    if (!found?.id) throw new Error(`${stack} has no ${name}.`);
    return { id: found.id, outputs: found.outputs ?? {} };
  };
}
