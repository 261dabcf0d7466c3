import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useCheckout } from "./support/checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";
import { Vendors } from "./support/vendors.ts";

/**
 * Proves, with the real engine, what plain `pulumi up` remembers and leaves behind: the ledger, the
 * audit record, GitHub's deployments, Slack's messages, and how a pin holds until other code comes.
 */

const worker = "collective-vision-staging";

test("a stack remembers its releases, tells of each rollout, and keeps a pin until other code comes", async () => {
  const stack = await useStaging();
  const { shell, up, output, record, split, statuses } = stack;

  const first = await up();
  expect(first, first.stdout).toMatchObject({ code: 0 });
  expect(first.stdout).toContain("is the first version: probing it at its preview address.");
  const [one] = await output("releases");
  expect(await record()).toMatchObject({
    kind: "deploy",
    result: "succeeded",
    previousVersionId: null,
    newVersion: one.version,
  });
  expect(await statuses(one.gitSha)).toEqual(["success", "in_progress"]);

  stack.change(
    "const app = new Hono<AppTypes>();",
    '$&\n  app.get("/second", (c) => c.text("2"));',
  );
  const preview = await shell.pulumi("preview", "-s", "staging");
  expect(preview.stdout).toMatch(/Resources:\n +\+-2 to replace\n +\d+ unchanged\n/);
  expect(await up()).toMatchObject({ code: 0 });
  const [two, ...before] = await output("releases");
  expect(before).toEqual([one]);
  expect(await record()).toMatchObject({
    previousVersionId: one.workers[worker],
    previousVersion: one.version,
    newVersionId: two.workers[worker],
  });
  await stack.expectClean();

  const pin = {
    versionId: one.workers[worker],
    release: one.version,
    insteadOf: two.version,
    since: "2026-11-21T12:00:00Z",
    by: "ada",
    reason: "It loses votes.",
  };
  shell.environment.SLIPWAY_PINS = JSON.stringify({ [worker]: pin });
  expect(await up("--target", await stack.deploymentUrn())).toMatchObject({ code: 0 });
  delete shell.environment.SLIPWAY_PINS;
  expect(await split()).toMatchObject([{ version_id: pin.versionId }]);
  const pinned = { ...one, insteadOf: two.version };
  expect(await output("releases")).toEqual([pinned, two, one]);
  expect(await stack.expectClean()).toContain(`${worker} is pinned to release ${one.version}`);
  expect(await up()).toMatchObject({ code: 0 });
  expect(await split()).toMatchObject([{ version_id: pin.versionId }]);

  stack.change("const app = new Hono<AppTypes>();", '$&\n  app.get("/third", (c) => c.text("3"));');
  expect(await up()).toMatchObject({ code: 0 });
  const [three, ...earlier] = await output("releases");
  expect(earlier).toEqual([pinned, two, one]);
  expect(await split()).toMatchObject([{ version_id: three.workers[worker] }]);
  expect(await output("pins")).toEqual({});
  await stack.expectClean();

  stack.change(
    'app.get("/widget.js", getWidgetScript)',
    'app.get("/widget.js", () => null as never)',
  );
  expect((await up()).code).not.toBe(0);
  expect(await output("releases")).toEqual([three, ...earlier]);
  expect(await record()).toMatchObject({ result: "failed", previousVersion: three.version });
  expect(await stack.slackTitles()).toEqual([
    expect.stringContaining(`${worker} runs ${one.version}`),
    expect.stringContaining(`${worker} runs ${two.version}`),
    expect.stringContaining(`${worker} runs ${three.version}`),
    expect.stringContaining(`${worker} does not get`),
  ]);
});

/** A stack of its own in a checkout of its own, and what its vendors know. */
async function useStaging() {
  const checkout = useCheckout();
  const data = useDataFolder();
  const where = ["--port", String(await freeCloudPort()), "--data", data];
  expect(await slipway(checkout, "local", "start", "--detach", ...where)).toMatchObject({
    code: 0,
  });
  const shell = await LocalShell.open(checkout, data);
  const vendors = new Vendors(shell.environment);
  const app = join(checkout, "worker/collective-vision/app.ts");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      cwd: checkout,
    });

  return {
    shell,
    up: (...args: string[]) =>
      shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview", ...args),
    async output(name: string) {
      const { stdout } = await shell.pulumi("stack", "output", name, "-s", "staging", "--json");
      return JSON.parse(stdout);
    },
    /** Edits the Worker and commits. */
    change(search: string, replacement: string) {
      const text = readFileSync(app, "utf8");
      writeFileSync(app, text.replace(search, replacement));
      git("commit", "--quiet", "--all", "--message", "Change");
    },
    /** What Cloudflare says that serves. */
    async split() {
      const path = `/workers/scripts/${worker}/deployments`;
      const { deployments } = await vendors.account<Deployments>("GET", path);
      return deployments[0]?.versions;
    },
    async record() {
      const path = "/storage/kv/namespaces";
      const namespaces = await vendors.account<Named[]>("GET", `${path}?per_page=1000`);
      const { id } = namespaces.find(({ title }) => title === worker) as Named;
      const { CLOUDFLARE_BASE_URL, CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_API_TOKEN } =
        shell.environment;
      const url = `${CLOUDFLARE_BASE_URL}/accounts/${CLOUDFLARE_ACCOUNT_ID}${path}/${id}`;
      const headers = { authorization: `Bearer ${CLOUDFLARE_API_TOKEN}` };
      return (await fetch(`${url}/values/last_deploy`, { headers })).json();
    },
    /** Of GitHub's deployment of a commit, newest first. */
    async statuses(sha: string) {
      const query = `?environment=staging&sha=${sha}`;
      const [deployment] = await vendors.github<Named[]>("GET", `/deployments${query}`);
      const path = `/deployments/${deployment?.id}/statuses`;
      const statuses = await vendors.github<{ state: string }[]>("GET", path);
      return statuses.map(({ state }) => state);
    },
    /** What Slack's channel has of rollouts, oldest first. */
    async slackTitles() {
      const { channels } = await vendors.slack<{ channels: Named[] }>("conversations.list", {
        limit: 1000,
      });
      const channel = channels.find(({ name }) => name === "deployments-staging")?.id;
      const { messages } = await vendors.slack<{ messages: { text: string }[] }>(
        "conversations.history",
        { channel },
      );
      const texts = messages.map(({ text }) => text).reverse();
      return texts.filter((text) => text.includes(worker));
    },
    async deploymentUrn() {
      const { stdout } = await shell.pulumi("stack", "export", "-s", "staging");
      const urn = /"urn": "([^"]+WorkersDeployment::cv-worker-deployment)"/.exec(stdout)?.[1];
      return JSON.parse(`"${urn}"`) as string;
    },
    /** A preview without changes, with what the vendors say and without. */
    async expectClean() {
      const args = ["preview", "-s", "staging", "--expect-no-changes"];
      const refreshed = await shell.pulumi(...args, "--refresh");
      expect(refreshed, refreshed.stdout).toMatchObject({ code: 0 });
      const plain = await shell.pulumi(...args);
      expect(plain, plain.stdout).toMatchObject({ code: 0 });
      return plain.stdout;
    },
  };
}

interface Deployments {
  readonly deployments: readonly { readonly versions: readonly unknown[] }[];
}

interface Named {
  readonly id: string;
  readonly title?: string;
  readonly name?: string;
}
