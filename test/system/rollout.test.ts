import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";
import { useUsers } from "./support/users.ts";

/**
 * Proves, with the real engine and workerd, by plain `pulumi up`: a healthy version takes over step by
 * step without a failed request; one that is broken on one route fails the update before any user
 * has met it, and the old deployment stays in state. It does not prove how fast the vendor's own
 * network follows a deployment.
 */
test("a healthy version is promoted by steps, and one with a broken route reaches nobody", async () => {
  const checkout = useCheckout();
  const data = useDataFolder();
  const port = await freeCloudPort();
  const where = ["--port", String(port), "--data", data];
  expect(await slipway(checkout, "local", "start", "--detach", ...where)).toMatchObject({
    code: 0,
  });
  const shell = await LocalShell.open(checkout, data);
  edit(join(checkout, "Pulumi.staging.yaml"), "steps: []", "steps: [10, 50]");
  edit(join(checkout, "Pulumi.staging.yaml"), "bakeSeconds: 0", "bakeSeconds: 2");
  const up = () => shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  const deployed = async () => {
    const { stdout } = await shell.pulumi("stack", "export", "-s", "staging");
    return deploymentIds(stdout);
  };

  const first = await up();
  expect(first, first.stdout).toMatchObject({ code: 0 });
  expect(first.stdout).toContain("is the first version");
  const users = useUsers(port + 1, "staging-feedback.example.com");

  const app = join(checkout, "worker/collective-vision/app.ts");
  const healthy = readFileSync(app, "utf8").replace(
    "const app = new Hono<AppTypes>();",
    '$&\n  app.get("/second", (c) => c.text("The second version."));',
  );
  writeFileSync(app, healthy);
  const second = await up();
  expect(second, second.stdout).toMatchObject({ code: 0 });
  for (const share of ["0 %", "10 %", "50 %"])
    expect(second.stdout).toContain(`${share}: good after`);
  expect(users.problems).toEqual([]);
  const kept = await deployed();

  edit(
    app,
    'app.get("/widget.js", getWidgetScript)',
    'app.get("/widget.js", () => fail(getWidgetScript))',
  );
  edit(
    app,
    "/** Everything the Worker",
    "function fail(cause: unknown): never {\n  throw cause;\n}\n\n$&",
  );
  const versionsBefore = users.versions.size;
  const third = await up();
  expect(third.code).not.toBe(0);
  expect(third.stdout).toContain("/widget.js: 2 of 2 answers failed (status 500, expected 200)");
  expect(third.stdout).toMatch(/Version [0-9a-f-]{36} serves 100 %, as its answers say/);
  expect(users.problems).toEqual([]);
  expect(users.versions.size).toBe(versionsBefore);
  expect(await deployed()).toEqual(kept);

  writeFileSync(app, healthy);
  const fourth = await up();
  expect(fourth, fourth.stdout).toMatchObject({ code: 0 });
  const preview = await shell.pulumi("preview", "-s", "staging", "--expect-no-changes");
  expect(preview, preview.stdout).toMatchObject({ code: 0 });
  expect(users.problems).toEqual([]);
  expect(users.answers).toBeGreaterThan(100);
});

function edit(file: string, search: string, replacement: string): void {
  const before = readFileSync(file, "utf8");
  const after = before.replace(search, replacement);
  if (after === before) throw new Error(`${file} has no ${search}.`);
  writeFileSync(file, after);
}

/** The deployments of Workers that a state holds. */
function deploymentIds(state: string): string[] {
  const { deployment } = JSON.parse(state) as {
    deployment: { resources: { type: string; id?: string }[] };
  };
  return deployment.resources
    .filter(({ type }) => type.endsWith(":WorkersDeployment"))
    .map(({ id }) => id ?? "");
}
