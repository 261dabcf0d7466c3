import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { LocalShell, slipway, useDataFolder } from "./support/slipway.ts";

interface Run {
  status: string;
  steps: { name: string; status: string; note?: string; error?: { message: string } }[];
  bookmarks?: { databaseName: string }[];
}

const rules = "The rules for deployments allow it";
const plan = "The configuration is valid and can be planned";

/**
 * Proves, with the real engine and the emulated vendors, that what speaks against a deployment is found
 * before it, all of it in one run, and a wrong configuration before anybody is asked: a lock, an incident, a migration that comes too early, a release
 * that staging does not run. Windows are not tried: the test would depend on the day.
 */
test("what speaks against a deployment is found before it begins, all at once", async () => {
  const checkout = useCheckout();
  const data = useDataFolder();
  const cloud = ["--port", "0", "--data", data];
  expect(await slipway(checkout, "local", "start", "--detach", ...cloud)).toMatchObject({
    code: 0,
  });
  const shell = await LocalShell.open(checkout, data);
  const preflight = async (stack: string) => {
    const { code, stdout, stderr } = await shell.run(
      process.execPath,
      ...["cli/main.ts", "preflight", stack, "--json"],
    );
    if (stdout === "") throw new Error(stderr);
    const result = JSON.parse(stdout) as Run;
    const step = (name: string) => result.steps.find((each) => each.name === name);
    return { code, result, step };
  };
  const click = (...words: string[]) =>
    slipway(checkout, "local", "click", "--data", data, ...words);

  await shell.pulumi("config", "set", "slipway:zone", "nowhere", "-s", "staging");
  const misconfigured = await shell.pulumi("preview", "-s", "staging");
  const problem = 'slipway:zone is "nowhere"; it must be a host name such as example.com.';
  expect(misconfigured.stdout).toContain(problem);
  const check = await shell.run(process.execPath, "cli/main.ts", "config", "check", "staging");
  expect(check, check.stderr).toMatchObject({ code: 1, stdout: expect.stringContaining(problem) });
  const journal = await slipway(checkout, "local", "journal", "--json", "--data", data);
  expect(JSON.parse(journal.stdout)).toEqual([]);
  await shell.pulumi("config", "set", "slipway:zone", "example.com", "-s", "staging");

  const first = await preflight("staging");
  expect(first, JSON.stringify(first.result)).toMatchObject({ code: 0 });
  expect(first.step("There is a release to go back to")?.status).toBe("skipped");

  const up = await shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  expect(up, up.stdout).toMatchObject({ code: 0 });

  openWindow(join(checkout, "Pulumi.production.yaml"));
  const promoted = await preflight("production");
  expect(promoted.step(rules)?.status, JSON.stringify(promoted.result)).toBe("succeeded");

  addMigrations(checkout);
  lock(data, "staging");
  await click("cloudflare-status", "open-incident", "Deploys fail", "major", "Workers");
  const bad = await preflight("staging");
  expect(bad.code).toBe(1);
  expect(bad.result.bookmarks).toMatchObject([{ databaseName: "collective-vision-staging" }]);
  const reasons = bad.result.steps.flatMap(({ error }) => error?.message ?? []);
  expect(reasons).toEqual([
    expect.stringContaining("0004_drop.sql takes away what 0003_mood.sql replaces"),
    expect.stringContaining("Stack staging is locked by an update that was killed: ada@"),
    'Cloudflare has an incident: "Deploys fail" (major, investigating; Workers).',
  ]);

  const deploy = await shell.run(process.execPath, "cli/main.ts", "deploy", "staging", "--json");
  const held = JSON.parse(deploy.stdout) as Run;
  expect(held.steps.find(({ name }) => name === plan)?.status, deploy.stdout).toBe("skipped");
  expect(held.steps.find(({ name }) => name === "Update staging")?.status).toBe("not-executed");

  const app = join(checkout, "worker/collective-vision/app.ts");
  const changed = readFileSync(app, "utf8").replace(
    "const app = new Hono<AppTypes>();",
    '$&\n  app.get("/second", (c) => c.text("The second version."));',
  );
  writeFileSync(app, changed);
  const unknown = await preflight("production");
  expect(unknown.step(plan)?.status, JSON.stringify(unknown.result)).toBe("succeeded");
  expect(unknown.step(rules)?.error?.message).toMatch(
    /^production takes releases that staging runs: this checkout is .*, staging runs /,
  );
});

function openWindow(stackFile: string): void {
  const text = readFileSync(stackFile, "utf8")
    .replace("days: [tue, wed, thu]", "days: [mon, tue, wed, thu, fri, sat, sun]")
    .replace('from: "10:00"', 'from: "00:00"')
    .replace('to: "16:00"', 'to: "24:00"')
    .replace(/holidays: \[.*\]/, "holidays: []");
  writeFileSync(stackFile, text);
}

/** An expansion and its contraction, both new. */
function addMigrations(checkout: string): void {
  const folder = join(checkout, "worker/collective-vision/migrations");
  writeFileSync(join(folder, "0003_mood.sql"), "ALTER TABLE feedback ADD COLUMN mood TEXT;\n");
  const drop = "-- slipway:contract 0003_mood.sql\nDROP TABLE events;\n";
  writeFileSync(join(folder, "0004_drop.sql"), drop);
}

/** What an update leaves that was killed. */
function lock(data: string, stack: string): void {
  const folder = join(data, "state/.pulumi/locks/organization/slipway", stack);
  mkdirSync(folder, { recursive: true });
  const held = { pid: 2 ** 30, username: "ada", hostname: hostname() };
  const text = JSON.stringify({ ...held, timestamp: "2026-11-21T12:00:00Z" });
  writeFileSync(join(folder, "killed.json"), text);
}
