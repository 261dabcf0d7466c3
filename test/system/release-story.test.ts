import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  type Canaries,
  canariesIn,
  filesBelow,
  leaksOf,
  makeCanaries,
  printedBy,
} from "./support/canaries.ts";
import { useCheckout } from "./support/checkout.ts";
import { commitAll } from "./support/make-checkout.ts";
import { freeCloudPort, LocalShell, slipway, useDataFolder } from "./support/slipway.ts";
import { get, useUsers } from "./support/users.ts";
import { Vendors } from "./support/vendors.ts";

const host = "staging-feedback.example.com";

/**
 * The release as a story, with the real engine, workerd and users who never stop asking: a good
 * version takes over by steps; a broken one reaches nobody; one that is deployed as an emergency and
 * turns slow when it has all traffic is taken back by the watch, another one, deployed outside the
 * window, by hand; the engine's state agrees each time, and Slack, PagerDuty, GitHub and the audit
 * record tell the same, and none of thirty secrets is in anything that was printed, told or kept. It
 * does not prove the vendor's own speed.
 */
test("good, broken, slow and withdrawn versions: users notice none but the slow one, and everybody is told", async () => {
  const { checkout, data, shell, edgePort } = await useStaging();
  const vendors = new Vendors(shell.environment);
  const canaries = await plantCanaries(shell);
  const releases: string[] = [];
  const up = () => {
    releases.push(commitOfWorker(checkout));
    return shell.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  };
  const change = (edit: (app: string) => string) => {
    const file = join(checkout, "worker/collective-vision/app.ts");
    writeFileSync(file, edit(readFileSync(file, "utf8")));
    commitAll(checkout, "Change the Worker");
  };
  const ship = (edit: (app: string) => string) => {
    change(edit);
    return up();
  };
  const expectClean = async () => {
    const preview = await shell.pulumi("preview", "-s", "staging", "--expect-no-changes");
    expect(preview, preview.stdout).toMatchObject({ code: 0 });
  };

  const first = await up();
  expect(first, first.stdout).toMatchObject({ code: 0 });
  const users = useUsers(edgePort, host);

  const second = await ship(withRoute("/second", `c.text("The second version.")`));
  expect(second, second.stdout).toMatchObject({ code: 0 });
  for (const share of ["0 %", "10 %", "50 %"]) {
    expect(second.stdout).toContain(`${share}: good after`);
  }
  await expectClean();
  const good = users.version;
  const met = users.versions.size;
  const kept = await deploymentIds(shell);

  const third = await ship((app) => app.replace("getWidgetScript)", "() => Promise.reject())"));
  expect(third.code).not.toBe(0);
  expect(third.stdout).toContain("/widget.js: 2 of 2 answers failed");
  expect(third.stdout).toContain(`Version ${good} serves 100 %, as its answers say.`);
  expect(await deploymentIds(shell)).toEqual(kept);
  expect([users.versions.size, users.version]).toEqual([met, good]);

  const slow = `{ isSlow = true; return c.text("From now on."); }`;
  change((app) =>
    withRoute(
      "/turn-slow",
      slow,
    )(turningSlow(app.replace("() => Promise.reject())", "getWidgetScript)"))),
  );
  releases.push(commitOfWorker(checkout));
  const emergency = ["deploy", "staging", "--emergency", "--approver", "chen-wei"];
  const unfounded = await cli(shell, ...emergency);
  expect(unfounded).toMatchObject({ code: 1, stdout: "" });
  expect(unfounded.stderr).toContain("The reason has 0 characters; it must have at least 10.");
  const fourth = shell.start(
    process.execPath,
    ...["cli/main.ts", ...emergency, "--reason", "Nobody can send feedback."],
    ...["--watch-for", "5m", "--watch-every", "2s"],
  );
  await fourth.said("Watching collective-vision");
  const exception = {
    kind: "emergency",
    skipped: ["window"],
    approver: "chen-wei",
    reason: "Nobody can send feedback.",
  };
  expect(await lastDeploy(shell)).toMatchObject({ kind: "deploy", exception });
  expect(await newestDeployment(vendors)).toMatchObject({ payload: { exception } });
  expect((await toldBy(vendors, releases)).incidents).toEqual([
    "triggered: collective-vision (staging): Deploying 4 to staging",
  ]);
  expect(users.problems).toEqual([]);
  await get(edgePort, host, "/turn-slow");
  const withdrawn = await fourth.finished;
  expect(withdrawn, withdrawn.stdout + withdrawn.stderr).toMatchObject({ code: 1 });
  expect(withdrawn.stdout).toContain("it was critical and went back");
  await expect.poll(() => users.version).toBe(good);
  await expectClean();

  change((app) => app.replace("isSlow = true;", ""));
  releases.push(commitOfWorker(checkout));
  const override = ["deploy", "staging", "--override-window", "--skip-watch"];
  expect(await cli(shell, ...override)).toMatchObject({ code: 1, stdout: "" });
  const fifth = await cli(shell, ...override, "--json", "--reason", "The fair opens today.");
  expect(fifth, fifth.stdout + fifth.stderr).toMatchObject({ code: 2 });
  expect(await lastDeploy(shell)).toMatchObject({
    exception: { kind: "window-override", skipped: ["window"], reason: "The fair opens today." },
  });
  await expect.poll(() => users.version).not.toBe(good);
  const rollback = await cli(
    shell,
    ...["rollback", "staging", "--confirm", "ROLLBACK", "--message", "Not what we want"],
  );
  expect(rollback, rollback.stdout + rollback.stderr).toMatchObject({ code: 0 });
  await expect.poll(() => users.version).toBe(good);
  await expectClean();
  const verify = await cli(shell, "verify", "staging");
  expect(verify, verify.stdout).toMatchObject({ code: 0 });
  expect(users.problems).toEqual([]);

  const { slack, incidents, exceptions } = await toldBy(vendors, releases);
  expect(slack).toEqual(
    [
      "collective-vision-staging runs 1",
      "collective-vision-staging runs 2",
      "collective-vision-staging does not get 3",
      "Deploying 4 to staging",
      "collective-vision-staging runs 4",
      "collective-vision goes back to 2",
      "collective-vision went back to 2",
      "The deployment of 4 to staging failed",
      "Deploying 5 to staging",
      "collective-vision-staging runs 5",
      "staging runs 5, with warnings",
      "collective-vision goes back to 2",
      "collective-vision went back to 2",
    ].map((line) => `deployments-staging: ${line} (staging)`),
  );
  expect(exceptions).toEqual([
    ...Array(2).fill(expect.stringMatching(/approved by chen-wei.*Nobody can send feedback\./)),
    ...Array(2).fill(expect.stringMatching(/^Override by .*The fair opens today\./)),
  ]);
  expect(incidents).toEqual([
    "resolved: collective-vision (staging): Deploying 4 to staging",
    "resolved: collective-vision (staging): collective-vision goes back to 2",
  ]);
  expect(await lastDeploy(shell)).toMatchObject({
    kind: "rollback",
    result: "succeeded",
    previousVersion: expect.stringContaining(`${releases[4]}-`),
    newVersion: expect.stringContaining(`${releases[1]}-`),
  });

  const own = async (path: string) =>
    (await fetch(`http://127.0.0.1:${edgePort - 1}/_local${path}`)).text();
  const leaks = leaksOf(canaries, {
    ...printedBy(shell.printed),
    ...filesBelow(join(data, "state")),
    ...filesBelow(join(data, "pulumi-home")),
    "the cloud's log": readFileSync(join(data, "cloud.log"), "utf8"),
    "stack file": readFileSync(join(data, "stacks", "Pulumi.staging.yaml"), "utf8"),
    "calls of the vendors": await own("/journal?limit=100000"),
    "the console": await own("/snapshot"),
  });
  expect(leaks).toEqual([]);
});

/** Thirty secrets: of the stack, of the vendors, and of the environment that commands run in. */
async function plantCanaries(shell: LocalShell): Promise<Canaries> {
  const canaries = makeCanaries(shell.environment.PULUMI_CONFIG_PASSPHRASE ?? "");
  expect(new Set(canaries.values.values()).size).toBe(30);
  Object.assign(shell.environment, canaries.environment);
  const values = Object.entries(canaries.configuration).flatMap((pair) => [
    "--secret",
    pair.join("="),
  ]);
  const set = await shell.pulumi("config", "set-all", "-s", "staging", ...values);
  expect(set, set.stderr).toMatchObject({ code: 0 });
  const shown = await shell.pulumi("config", "--show-secrets", "--json", "-s", "staging");
  expect(canariesIn(shown.stdout, canaries)).toEqual(Object.keys(canaries.configuration));
  shell.printed.length = 0;
  return canaries;
}

/** Going by steps, and closed: today and its neighbours are holidays. */
async function useStaging() {
  const checkout = useCheckout();
  const data = useDataFolder();
  useStateFolder(join(data, "user-state"));
  const port = await freeCloudPort();
  const where = ["--port", String(port), "--data", data];
  expect(await slipway(checkout, "local", "start", "--detach", ...where)).toMatchObject({
    code: 0,
  });
  const file = join(checkout, "Pulumi.staging.yaml");
  const settings = readFileSync(file, "utf8").replace("steps: []", "steps: [10, 50]");
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const holidays = JSON.stringify([-1, 0, 1].map(day));
  writeFileSync(
    file,
    settings
      .replace("bakeSeconds: 0", "bakeSeconds: 2")
      .replace("holidays: []", `holidays: ${holidays}`),
  );
  commitAll(checkout, "Go by steps, and close the window");
  const shell = await LocalShell.open(checkout, data);
  return { checkout, data, shell, edgePort: port + 1 };
}

/** The deployments of Workers that the state holds. */
async function deploymentIds(shell: LocalShell): Promise<string[]> {
  const { stdout } = await shell.pulumi("stack", "export", "-s", "staging");
  const { deployment } = JSON.parse(stdout) as {
    deployment: { resources: { type: string; id?: string }[] };
  };
  return deployment.resources
    .filter(({ type }) => type.endsWith(":WorkersDeployment"))
    .map(({ id }) => id ?? "");
}

/** Where messages wait that could not be delivered: not where those of other runs do. */
function useStateFolder(folder: string): void {
  const before = process.env.XDG_STATE_HOME;
  process.env.XDG_STATE_HOME = folder;
  onTestFinished(() => {
    if (before === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = before;
  });
}

function cli(shell: LocalShell, ...args: string[]) {
  return shell.run(process.execPath, "cli/main.ts", ...args);
}

const appBegins = "const app = new Hono<AppTypes>();";

function withRoute(path: string, answer: string) {
  return (app: string) => app.replace(appBegins, `$&\n  app.get("${path}", (c) => ${answer});`);
}

function turningSlow(app: string): string {
  const wait = "await new Promise((done) => setTimeout(done, 2500))";
  const middleware = `let isSlow = false;\n  app.use(async (_, next) => {\n    if (isSlow) ${wait};\n    await next();\n  });`;
  return app.replace(appBegins, `$&\n  ${middleware}`);
}

/** Everything that people were told, oldest first; releases are numbers, from 1. */
async function toldBy(vendors: Vendors, releases: readonly string[]) {
  const { channels } = await vendors.slack<{ channels: { id: string; name: string }[] }>(
    "conversations.list",
    {},
  );
  const slack: string[] = [];
  const exceptions: string[] = [];
  for (const { id, name } of channels.filter((each) => each.name.endsWith("-staging"))) {
    const { messages } = await vendors.slack<{ messages: SlackMessage[] }>(
      "conversations.history",
      { channel: id },
    );
    for (const { text, blocks = [] } of messages.reverse()) {
      slack.push(`${name}: ${text.replace(/^:\w+: /, "")}`);
      const fields = blocks.flatMap((block) => block.fields ?? []).map((field) => field.text);
      exceptions.push(...fields.flatMap((field) => field.split("*Exception*\n")[1] ?? []));
    }
  }
  const { incidents } = await vendors.pagerduty<{ incidents: Incident[] }>("GET", "/incidents");
  incidents.sort((one, other) => one.incident_number - other.incident_number);
  const numbered = (text: string) =>
    releases.reduce((told, sha, i) => told.replace(new RegExp(`${sha}-\\d{14}`), `${i + 1}`), text);
  return {
    slack: slack.map(numbered),
    exceptions,
    incidents: incidents.map(({ title, status }) => numbered(`${status}: ${title}`)),
  };
}

interface SlackMessage {
  readonly text: string;
  readonly blocks?: readonly { readonly fields?: readonly { readonly text: string }[] }[];
}

interface Incident {
  readonly incident_number: number;
  readonly title: string;
  readonly status: string;
}

/** GitHub's, of the environment. */
async function newestDeployment(vendors: Vendors): Promise<unknown> {
  return (await vendors.github<unknown[]>("GET", "/deployments?environment=staging"))[0];
}

/** The audit record, which only a raw read gives. */
async function lastDeploy({ environment }: LocalShell): Promise<unknown> {
  const { CLOUDFLARE_BASE_URL: base, CLOUDFLARE_ACCOUNT_ID: account } = environment;
  const namespaces = `${base}/accounts/${account}/storage/kv/namespaces`;
  const headers = { authorization: `Bearer ${environment.CLOUDFLARE_API_TOKEN}` };
  const { result } = (await (await fetch(namespaces, { headers })).json()) as {
    result: { id: string; title: string }[];
  };
  const namespace = result.find(({ title }) => title === "collective-vision-staging");
  return (await fetch(`${namespaces}/${namespace?.id}/values/last_deploy`, { headers })).json();
}

/** The last commit of the Worker's code, as its release's name begins. */
function commitOfWorker(checkout: string): string {
  const args = ["log", "-1", "--format=%h", "--abbrev=7", "--", "worker"];
  return execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).trim();
}
