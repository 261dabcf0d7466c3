import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";

/**
 * Proves, with the real engine and workerd: a fresh checkout deploys and verifies both stacks, a
 * preview is then clean, and an edited line of a Worker is just its version and deployment.
 * It does not prove that a real vendor answers as the emulated ones do.
 */
test("a fresh checkout serves both stacks, previews clean, and shows one edit as one version", async () => {
  const checkout = useCheckout();
  const data = useDataFolder();

  const where = ["--port", String(await freeCloudPort()), "--data", data];

  const started = await slipway(checkout, "start", "--once", ...where);
  expect(started.stderr).toBe("");
  expect(started.code).toBe(0);
  expect(started.stdout).toMatch(/staging +healthy +http:\S+ +release \S+ +version [0-9a-f-]{36}/);
  expect(started.stdout).toMatch(
    /production +healthy +http:\S+ +release \S+ +version [0-9a-f-]{36}/,
  );

  const detached = await slipway(checkout, "local", "start", "--detach", ...where);
  expect(detached).toMatchObject({ code: 0, stderr: "" });
  const shell = await LocalShell.open(checkout, data);
  const states = join(data, "state/.pulumi/stacks/slipway");
  // A second file beside it would be read while it is written.
  expect(readdirSync(states).filter((name) => name.endsWith(".attrs"))).toEqual([]);

  for (const stack of ["staging", "production"]) {
    for (const refresh of [[], ["--refresh"]]) {
      const preview = await shell.pulumi("preview", "-s", stack, "--expect-no-changes", ...refresh);
      expect(preview, preview.stdout).toMatchObject({ code: 0 });
    }
  }

  const file = join(checkout, "worker/collective-vision/index.ts");
  writeFileSync(file, `${readFileSync(file, "utf8")}\nconsole.debug("An edited line.");\n`);
  const preview = await shell.pulumi("preview", "-s", "staging", "--json");
  const steps = JSON.parse(preview.stdout) as { steps: { op: string; urn: string }[] };
  // What is only read is no change: the stack looks at its own last outputs.
  const isChange = ({ op }: { op: string }) => op !== "same" && op !== "read";
  const changed = steps.steps.filter(isChange).map(({ urn }) => typeOf(urn));
  expect([...new Set(changed)].sort()).toEqual(["WorkerVersion", "WorkersDeployment"]);
  const committed = await shell.run("git", "status", "--porcelain");
  expect(committed.stdout).toBe(" M worker/collective-vision/index.ts\n");
});

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split(":").at(-1) ?? urn;
}
