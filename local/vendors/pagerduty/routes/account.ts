import type { Hono } from "hono";
import { notFound, PagerdutyError } from "../errors.ts";
import { abilities, type IntegrationVendor, priorities, vendors } from "../seed.ts";
import type { PagerdutyState } from "../state.ts";
import { identity } from "../wire/references.ts";
import { links, matching, noContent, pageOf, param } from "./http.ts";

/** What belongs to the account itself: abilities, vendors, priorities. */
export function accountRoutes(app: Hono, state: PagerdutyState): void {
  const vendorOf = (vendor: IntegrationVendor) => ({
    ...identity(links(state), "vendors", vendor, "vendor"),
    name: vendor.name,
    website_url: null,
    logo_url: null,
    thumbnail_url: null,
    description: null,
    integration_guide_url: null,
    generic_service_type: "generic_events_api_inbound_integration",
  });

  app.get("/abilities", () => Response.json({ abilities }));

  app.get("/abilities/:id", (c) => {
    if (!abilities.includes(param(c, "id"))) {
      throw new PagerdutyError(
        402,
        2012,
        "Account does not have the abilities to perform the action",
      );
    }
    return noContent();
  });

  app.get("/vendors", (c) =>
    pageOf(c, "vendors", matching(c, vendors, ({ name }) => name).map(vendorOf)),
  );

  app.get("/vendors/:id", (c) => {
    const vendor = vendors.find(({ id }) => id === param(c, "id"));
    if (!vendor) throw notFound("Vendor");
    return Response.json({ vendor: vendorOf(vendor) });
  });

  app.get("/priorities", (c) => {
    const shown = priorities.map((priority) => ({
      ...identity(links(state), "priorities", priority, "priority"),
      name: priority.name,
      description: priority.description,
    }));
    return pageOf(c, "priorities", shown);
  });
}
