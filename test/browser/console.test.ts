import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { type PageOptions, takeScreenshot, useBrowser } from "./support/browser.ts";
import {
  createChannel,
  createService,
  createWorker,
  type DeployedWorker,
} from "./support/console-account.ts";
import {
  countChanges,
  focusedId,
  outgrowth,
  patchAtRandom,
  sidewaysOverflow,
  stopTicks,
  widths,
} from "./support/in-page.js";
import { useLocalCloud } from "./support/local-cloud.ts";

/**
 * Proves: the console shows what the vendors' APIs were told, as texts, and follows it live. It does
 * not deploy a stack: Workers, channels and services are made by the vendors' own calls.
 */

const HOST = "feedback.example.com";

let production: DeployedWorker;
const cloud = useLocalCloud(async (started) => {
  await createWorker(started, "vision-staging", { host: `staging-${HOST}`, split: [100] });
  production = await createWorker(started, "vision-production", { host: HOST, split: [90, 10] });
});
const openPage = useBrowser();

test("both Workers are shown with their versions and the split of their traffic", async () => {
  const page = await openConsole();
  expect(await traffic(page, "vision-staging").getAttribute("aria-label")).toBe(
    "Traffic: version 1 100 %",
  );
  const bar = traffic(page, "vision-production");
  expect(await bar.getAttribute("aria-label")).toBe("Traffic: version 1 90 %, version 2 10 %");
  const [baseline = 0, canary = 0] = await bar.locator("span").evaluateAll(widths);
  expect(baseline / (baseline + canary)).toBeCloseTo(0.9, 1);

  const worker = article(page, "vision-production");
  await worker.getByText("2 versions").click();
  expect(await worker.locator("details tbody tr").allInnerTexts()).toEqual([
    expect.stringMatching(/^v2\s+\w{8}\s+release-2\s.*10 %$/),
    expect.stringMatching(/^v1\s+\w{8}\s+release-1\s.*90 %$/),
  ]);
  await takeScreenshot(page, "console-workers");
});

test("a version's link leads to its preview, a route's link to the Worker", async () => {
  const page = await openConsole();
  const worker = article(page, "vision-production");
  const [preview, route] = await Promise.all(
    [production.versions[1]?.slice(0, 8) ?? "", HOST].map((name) =>
      worker.getByRole("link", { name }).first().getAttribute("href"),
    ),
  );
  await page.goto(preview ?? "");
  expect(await page.textContent("body")).toBe("v2");
  await page.goto(route ?? "");
  expect(await page.textContent("body")).toMatch(/^v[12]$/);
});

test("a changed split is shown without a reload", async () => {
  const page = await openConsole(eventsOnly);
  for (const [percentages, label] of [
    [[50, 50], "Traffic: version 1 50 %, version 2 50 %"],
    [[100], "Traffic: version 1 100 %"],
  ] as const) {
    await production.split(...percentages);
    const bar = traffic(page, "vision-production");
    await expect.poll(() => bar.getAttribute("aria-label")).toBe(label);
  }
});

test("requests that the edge serves are counted without a reload", async () => {
  const page = await openConsole();
  const served = article(page, "vision-production").locator(".served").first();
  const before = Number.parseInt((await served.textContent()) ?? "", 10);
  await cloud().visit(HOST, "/");
  await expect.poll(() => served.textContent()).toBe(`${before + 1} served`);
});

test("a posted Slack message appears without a reload, as text, and nothing else moves", async () => {
  const post = await createChannel(cloud(), "deployments");
  const page = await openConsole(eventsOnly);
  const versions = article(page, "vision-staging").locator("details");
  await versions.locator("summary").click();
  await page.getByLabel("Filter").fill("slack");
  const workers = page.locator("#workers-content");
  await workers.evaluate(countChanges);

  await post({
    text: "*Released* `v2` <https://example.com/1|run 1> &lt;b&gt; <script>alert(1)</script> <javascript:alert(1)|run 2>",
  });
  const message = article(page, "#deployments").locator(".message");
  await message.waitFor();
  expect(await message.textContent()).toBe(
    "Released v2 run 1 <b> <script>alert(1)</script> <javascript:alert(1)|run 2>",
  );
  expect(await message.locator("strong, code, a").allInnerTexts()).toEqual([
    "Released",
    "v2",
    "run 1",
  ]);

  expect(await workers.getAttribute("data-changes")).toBe("0");
  expect(await versions.getAttribute("open")).toBe("");
  expect(await page.getByLabel("Filter").evaluate((input) => input.matches(":focus"))).toBe(true);
  await takeScreenshot(page, "console-slack");
});

test("an incident is shown with who was told, and who would be next", async () => {
  const send = await createService(cloud(), "Vision");
  const page = await openConsole(eventsOnly);
  await send("trigger", "Error rate <img src=x>");
  const incident = article(page, "Incidents").locator("li");
  await expect.poll(() => incident.textContent()).toMatch(/triggered #1 · high urgency/);
  expect(await incident.textContent()).toContain(
    "Error rate <img src=x>Vision · assigned to Ada OkaforTold Ada Okafor by phone, email",
  );
  expect(await article(page, "Vision").locator("tbody tr").allInnerTexts()).toEqual([
    "at once\tAda Okafor (phone, email)",
    "after 15 min\tChen Wei (phone, email)",
  ]);
  expect(await page.getByRole("navigation").textContent()).toMatch(/PagerDuty\s*1/);

  await send("resolve", "Back to normal");
  await expect.poll(() => incident.textContent()).toMatch(/resolved #1/);
});

test("a GitHub environment is shown with its rules", async () => {
  const environment = "/api/v3/repos/slipway-local/slipway/environments/production";
  await cloud().call("PUT", environment, {
    wait_timer: 5,
    prevent_self_review: true,
    deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
  });
  const page = await openConsole();
  expect(await article(page, "Environment production").locator("dl").textContent()).toMatch(
    /May deployprotected branches.*Waits5 minutes/,
  );
});

test("a deployment at GitHub is shown by its short commit, with room for its age", async () => {
  const deployments = "/api/v3/repos/slipway-local/slipway/deployments";
  const order = { environment: "production", required_contexts: [], auto_merge: false };
  const commit = "304a7d76018dd8ee363d0a1b2c3d4e5f60718293";
  await cloud().call("POST", deployments, { ...order, ref: commit });
  const page = await openConsole();
  const table = article(page, "Deployments").locator("table");
  expect(await table.locator("tbody tr").allInnerTexts()).toEqual([
    expect.stringMatching(/production\s+304a7d7\s+just now$/),
  ]);
  expect(await table.evaluate(outgrowth)).toBe(0);
});

test("calls are listed with their status and can be filtered", async () => {
  await expect(cloud().call("GET", "/api/v3/repos/slipway-local/missing")).rejects.toThrow("404");
  const page = await openConsole();
  const rows = page.getByRole("region", { name: "Calls" }).locator("tbody tr");
  expect(await rows.count()).toBeGreaterThan(5);
  await page.getByLabel("failed only").check();
  await page.getByLabel("Filter").fill("github missing");
  await expect
    .poll(() => rows.allInnerTexts())
    .toEqual([
      expect.stringMatching(/github\s+GET \/repos\/slipway-local\/missing\s+404\s+\d+ ms$/),
    ]);
});

test("the page has a landmark for each section, and a first stop that skips to the content", async () => {
  const page = await openConsole();
  for (const name of ["Workers", "Cloudflare", "GitHub", "Slack", "PagerDuty", "Calls"]) {
    expect(await page.getByRole("region", { name, exact: true }).first().isVisible()).toBe(true);
    expect(await page.getByRole("navigation").getByRole("link", { name }).count()).toBe(1);
  }
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(focusedId)).toBe("main");
});

test.each([
  ["narrow", { viewport: { width: 380, height: 800 } }],
  ["dark", { colorScheme: "dark" as const }],
])("a %s page shows everything without scrolling sideways", async (name, options) => {
  const page = await openConsole(options);
  expect(await page.evaluate(sidewaysOverflow)).toBeLessThanOrEqual(0);
  await takeScreenshot(page, `console-${name}`);
});

test("patched content equals what was wanted, and what has a key stays the same element", async () => {
  const page = await openConsole();
  // As a string, so that no tool rewrites the import on its way into the page.
  const patchModule = await page.evaluateHandle<PatchModule>("import('/patch.js')");
  expect(await patchModule.evaluate(patchAtRandom)).toEqual([]);
});

test("a console whose local cloud has stopped says so", async () => {
  const page = await openConsole();
  const connection = page.locator("#connection");
  await expect.poll(() => connection.textContent()).toBe("live");
  await cloud().stop();
  await expect.poll(() => connection.textContent()).toBe("connection lost, trying again");
});

type PatchModule = Parameters<typeof patchAtRandom>[0];

const eventsOnly: PageOptions = { initScript: stopTicks };

/** The console, once it shows something. */
async function openConsole(options: PageOptions = {}): Promise<Page> {
  const page = await openPage(cloud().apiOrigin, options);
  await article(page, "vision-production").waitFor();
  return page;
}

/** A card by its heading. */
function article(page: Page, heading: string): Locator {
  return page.locator("article", {
    has: page.getByRole("heading", { name: heading, exact: true }),
  });
}

function traffic(page: Page, worker: string): Locator {
  return article(page, worker).getByRole("img", { name: "Traffic" });
}
