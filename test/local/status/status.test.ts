import { expect, test } from "vitest";
import { openStatusPage } from "../../../local/vendors/status/model.ts";
import { statusRoutes } from "../../../local/vendors/status/routes.ts";
import { createCloudflareStatus } from "../../../local/vendors/status/status.ts";
import { useVendor, type VendorServer } from "../support/vendor-server.ts";

interface Summary {
  status: { indicator: string; description: string };
  components: { name: string; status: string }[];
  incidents: { name: string; impact: string; incident_updates: { status: string }[] }[];
}

async function read<T = Summary>({ url }: VendorServer, file: string): Promise<T> {
  return (await (await fetch(`${url}/api/v2/${file}.json`)).json()) as T;
}

function click({ vendor }: VendorServer, name: string, ...args: string[]) {
  return vendor.clicks.find((each) => each.name === name)?.run(args);
}

test("everything is operational at first, and no credential is needed", async () => {
  const server = await useVendor(createCloudflareStatus);
  const { status, components, incidents } = await read(server, "summary");
  expect(status).toEqual({ indicator: "none", description: "All Systems Operational" });
  expect(components.map(({ name }) => name)).toContain("Workers");
  expect(components.every((component) => component.status === "operational")).toBe(true);
  expect(incidents).toEqual([]);
});

test("an open incident shows in the status and on its component until it is resolved", async () => {
  const server = await useVendor(createCloudflareStatus);
  click(server, "open-incident", "Deploys fail", "minor", "Workers");
  click(server, "open-incident", "Slow reads", "major", "D1");
  const open = await read(server, "summary");
  click(server, "resolve-incident", "Slow reads");
  const later = await read(server, "summary");
  const all = await read(server, "incidents");

  expect(open.status.indicator).toBe("major");
  expect(open.components.find(({ name }) => name === "Workers")?.status).toBe(
    "degraded_performance",
  );
  expect(later.status.indicator).toBe("minor");
  expect(later.components.find(({ name }) => name === "D1")?.status).toBe("operational");
  expect(later.incidents.map(({ name }) => name)).toEqual(["Deploys fail"]);
  expect(all.incidents[0]).toMatchObject({
    name: "Slow reads",
    status: "resolved",
    incident_updates: [{ status: "resolved" }, { status: "investigating" }],
  });
});

test("a component that two incidents hit works again after the second is resolved", async () => {
  const server = await useVendor(createCloudflareStatus);
  click(server, "open-incident", "First", "minor", "R2");
  click(server, "open-incident", "Second", "critical", "R2");
  click(server, "resolve-incident", "First");
  const between = await read(server, "components");
  click(server, "resolve-incident", "Second");
  const after = await read(server, "components");
  const r2 = ({ components }: Summary) => components.find(({ name }) => name === "R2")?.status;
  expect([r2(between), r2(after)]).toEqual(["major_outage", "operational"]);
});

test.each([
  ["an unknown component", "open-incident", ["Down", "minor", "Teleport"]],
  ["an unknown impact", "open-incident", ["Down", "huge", "R2"]],
  ["an incident that is not open", "resolve-incident", ["Down"]],
])("%s is no valid edit", async (_title, name, args) => {
  const server = await useVendor(createCloudflareStatus);
  expect(() => click(server, name, ...args)).toThrow(
    expect.objectContaining({ code: "invalid-click" }),
  );
});

test("the coverage table names exactly the routes that are registered", async () => {
  const { context, vendor } = await useVendor(createCloudflareStatus);
  const registered = statusRoutes(openStatusPage(context)).routes.map(
    ({ method, path }) => `${method} ${path}`,
  );
  expect(registered.sort()).toEqual(
    vendor.coverage.map(({ method, path }) => `${method} ${path}`).sort(),
  );
});

test("what is not emulated answers 501 naming itself", async () => {
  const { url } = await useVendor(createCloudflareStatus);
  const response = await fetch(`${url}/api/v2/subscribers.json`, { method: "POST" });
  expect(response.status).toBe(501);
  expect(await response.json()).toEqual({
    error: "The local cloud does not emulate POST /api/v2/subscribers.json.",
  });
});
