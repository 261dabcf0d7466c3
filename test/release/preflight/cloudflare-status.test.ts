import { expect, test } from "vitest";
import { createCloudflareStatus } from "../../../local/vendors/status/status.ts";
import { cloudflareStatusCheck } from "../../../release/preflight/cloudflare-status.ts";
import { useVendor } from "../../local/support/vendor-server.ts";

// Proves what an incident means for a deployment, by the emulated status page and by answers it does
// not give.

async function useStatusPage() {
  const { vendor, url } = await useVendor(createCloudflareStatus);
  const click = (name: string, ...args: string[]) =>
    vendor.clicks.find((each) => each.name === name)?.run(args);
  return { click, check: cloudflareStatusCheck({ CLOUDFLARE_STATUS_URL: url }) };
}

test("all is well while nothing is degraded", async () => {
  const { check } = await useStatusPage();
  expect(await check.run()).toBe("nothing that is needed is degraded");
});

test.each(["API", "Workers", "Workers KV", "D1", "R2", "Queues", "Vectorize", "Durable Objects"])(
  "an incident of %s speaks against a deployment, until it is over",
  async (component) => {
    const { click, check } = await useStatusPage();
    click("open-incident", "It is slow", "minor", component);
    await expect(check.run()).rejects.toThrow(
      `Cloudflare has an incident: "It is slow" (minor, investigating; ${component}).`,
    );
    click("resolve-incident", "It is slow");
    expect(await check.run()).toBe("nothing that is needed is degraded");
  },
);

test("an incident elsewhere is a warning", async () => {
  const { click, check } = await useStatusPage();
  click("open-incident", "Builds wait", "major", "Pages");
  expect(await check.run()).toEqual({
    warning: 'Cloudflare tells of "Builds wait" (major, investigating; Pages).',
  });
});

const operational = { name: "Workers", status: "operational" };
const incident = { name: "X", impact: "major", status: "monitoring", components: [operational] };

test.each([
  ["whose repair is watched", { components: [], incidents: [incident] }],
  ["of no component", { components: [], incidents: [{ ...incident, components: [] }] }],
])("an incident %s is a warning", async (_title, summary) => {
  expect(await answered(summary)).toEqual({ warning: expect.stringContaining('"X"') });
});

test("a degraded component speaks against it without an incident, maintenance does not", async () => {
  const component = (status: string) => ({
    components: [{ name: "Workers", status }],
    incidents: [],
  });
  await expect(answered(component("degraded_performance"))).rejects.toThrow(
    "Workers: degraded performance",
  );
  expect(await answered(component("under_maintenance"))).toBe("nothing that is needed is degraded");
});

test("a data centre that is down is none of its business", async () => {
  const components = [{ name: "Lisbon, Portugal - (LIS)", status: "partial_outage" }];
  expect(await answered({ components, incidents: [] })).toBe("nothing that is needed is degraded");
});

test.each<[string, typeof fetch]>([
  ["that does not answer", () => Promise.reject(new Error("ECONNREFUSED"))],
  ["that answers with a page", async () => new Response("<html>")],
  ["of another form", async () => Response.json({ status: "ok" })],
])("a status page %s is a warning", async (_title, send) => {
  expect(await cloudflareStatusCheck({}, send).run()).toEqual({
    warning: "Cloudflare's status page, https://www.cloudflarestatus.com, cannot be read.",
  });
});

function answered(summary: object) {
  return cloudflareStatusCheck({}, async () => Response.json(summary)).run();
}
