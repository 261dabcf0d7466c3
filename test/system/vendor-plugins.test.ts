import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { LocalShell, slipway, useDataFolder } from "./support/slipway.ts";

const plugins = ["cloudflare", "github", "pagerduty", "slack"] as const;

/**
 * Proves: with `--vendor-plugins` the engine starts the plugins that it finds on PATH, these know the
 * local cloud from the environment alone, and the program deploys unchanged. It does not prove that
 * the vendors' own executables are content with the local cloud: those found here are stand-ins.
 */
test("with --vendor-plugins the plugins on PATH make the resources", async () => {
  const checkout = useCheckout();
  const data = useDataFolder();
  const where = ["--port", "0", "--data", data];
  expect(
    await slipway(checkout, "local", "start", "--detach", "--vendor-plugins", ...where),
  ).toMatchObject({ code: 0 });
  const { folder, log } = usePlugins(checkout);
  const shell = await LocalShell.open(checkout, data);
  expect(shell.environment.PULUMI_DEBUG_PROVIDERS ?? "").toBe("");
  shell.environment.PATH = `${folder}:${shell.environment.PATH}`;

  const up = await shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  expect(up, up.stdout).toMatchObject({ code: 0 });
  expect(new Set(log())).toEqual(new Set(plugins));
  const preview = await shell.pulumi("preview", "-s", "staging", "--expect-no-changes");
  expect(preview, preview.stdout).toMatchObject({ code: 0 });
});

/** Executables as the engine looks for them, and the names of those it has started. */
function usePlugins(checkout: string): { folder: string; log(): string[] } {
  const folder = mkdtempSync(join(tmpdir(), "slipway-plugins-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(checkout, "test/system/fixtures/plugin.ts");
  for (const name of plugins) {
    const file = join(folder, `pulumi-resource-${name}`);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${program}' ${name} '${folder}'\n`);
    chmodSync(file, 0o755);
  }
  const log = () => readFileSync(join(folder, "started"), "utf8").trim().split("\n");
  return { folder, log };
}
