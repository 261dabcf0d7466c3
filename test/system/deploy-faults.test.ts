import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";

/**
 * Proves, with the real engine and workerd: `slipway deploy` comes to its end while the vendors refuse
 * for rate, fail one call in ten or answer with something else than they should; where it cannot, it
 * says so in time, leaves no lock and no version on trial, and the next one completes what it left. It does not prove how
 * often the real vendors do these things.
 */
test("a deployment survives refusals, faults and garbage, and an end by its deadline", async () => {
  const checkout = useCheckout();
  const data = useDataFolder();
  const local = (...words: string[]) => slipway(checkout, "local", ...words, "--data", data);
  const port = String(await freeCloudPort());
  expect(await local("start", "--detach", "--port", port)).toMatchObject({ code: 0 });
  const shell = await LocalShell.open(checkout, data);
  const deploy = (...words: string[]) =>
    shell.run(
      process.execPath,
      ...[join(checkout, "cli/main.ts"), "deploy", "staging", "--skip-watch", "--json", ...words],
    );
  const fault = (rule: object) => local("fault", "add", JSON.stringify(rule));

  // One in ten calls that read or write anything at Cloudflare fails; the creations of a whole stack
  // have to get through.
  await fault({
    vendor: "cloudflare",
    probability: 0.1,
    effect: { kind: "status", status: 503 },
  });
  await fault({
    vendor: "cloudflare",
    method: "POST",
    path: "/**/deployments",
    times: 1,
    effect: { kind: "status", status: 429, retryAfterSeconds: 3 },
  });
  const first = await deploy();
  const firstRun = JSON.parse(first.stdout) as Run;
  expect(statusOf(firstRun, "Update staging"), first.stdout).toBe("succeeded");
  await local("fault", "clear");

  edit(checkout, "const app = new Hono<AppTypes>();", '$&\n  app.get("/2", (c) => c.text("2"));');
  await fault({ vendor: "cloudflare", path: "/**/versions**", effect: { kind: "garbage" } });
  const garbled = JSON.parse((await deploy()).stdout) as Run;
  expect(garbled.status).toBe("failed");
  await local("fault", "clear");

  // Longer than what the deadline leaves after the checks, and not so long that the engine gives it up.
  await fault({
    vendor: "cloudflare",
    method: "POST",
    path: "/**/versions",
    effect: { kind: "hang", ms: 45_000 },
  });
  const startedAt = performance.now();
  const hung = JSON.parse((await deploy("--deadline", "25s")).stdout) as Run;
  expect(performance.now() - startedAt).toBeLessThan(15 * 60_000);
  expect(hung.steps.find(({ name }) => name === "Update staging")?.error?.message).toBe(
    "The update of staging took too long and was stopped.",
  );
  await local("fault", "clear");

  // The version is found good, and then cannot be given what it deserves.
  await fault({
    vendor: "cloudflare",
    method: "POST",
    path: "/**/deployments",
    nth: 2,
    times: 1,
    effect: { kind: "status", status: 403 },
  });
  const refused = JSON.parse((await deploy()).stdout) as Run;
  expect(refused.status).toBe("failed");
  expect(refused.steps.find(({ name }) => name === "See what serves")?.note).toMatch(
    /^[^,]* 100 %$/,
  );
  await local("fault", "clear");

  const last = await deploy();
  expect(JSON.parse(last.stdout), last.stdout).toMatchObject({ status: "succeeded" });
  const preview = await shell.pulumi("preview", "-s", "staging", "--expect-no-changes");
  expect(preview, preview.stdout).toMatchObject({ code: 0 });
});

interface Run {
  status: string;
  steps: { name: string; status: string; note?: string; error?: { message: string } }[];
}

function statusOf({ steps }: Run, name: string): string | undefined {
  return steps.find((step) => step.name === name)?.status;
}

function edit(checkout: string, text: string, replacement: string): void {
  const file = join(checkout, "worker/collective-vision/app.ts");
  writeFileSync(file, readFileSync(file, "utf8").replace(text, replacement));
}
