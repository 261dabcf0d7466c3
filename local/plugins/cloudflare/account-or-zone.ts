import type { PlainObject } from "../grpc/property-value.ts";
import { rest } from "../rest.ts";
import type { Properties } from "../schema/property.ts";
import type { CloudflareClient } from "./client.ts";
import { accountId, type CloudflareResource, cloudflareToken, zoneId } from "./resource.ts";

/**
 * A resource that belongs to an account or to a zone: exactly one of both ids is given.
 * Its import ids start with `accounts/` or `zones/`.
 *
 * @param path where it is below either: `logpush/jobs`.
 */
export function accountOrZoneResource(
  name: string,
  path: string,
  own: Properties,
): CloudflareResource {
  const properties = { accountId, zoneId, ...own };
  const below = (scope: "account" | "zone") =>
    rest<CloudflareClient>({
      token: cloudflareToken(name),
      properties,
      collection: `/${scope}s/{${scope}Id}/${path}`,
      body: ({ account_id: _, zone_id: __, ...body }) => body,
    });
  const [account, zone] = [below("account"), below("zone")];
  const of = (state: PlainObject) => (state.zoneId === undefined ? account : zone);
  return {
    token: cloudflareToken(name),
    properties,
    checkTogether: (inputs) =>
      (inputs.accountId === undefined) === (inputs.zoneId === undefined)
        ? ['Exactly one of "accountId" and "zoneId" must be given.']
        : [],
    create: (call, planned) => of(planned).create(call, planned),
    read: (call, id, state) => of(state).read(call, id, state),
    update: (call, current, planned) => of(current.state).update(call, current, planned),
    delete: (call, current) => of(current.state).delete(call, current),
    parseImportId,
  };
}

function parseImportId(importId: string) {
  const [scope = "", owner = "", id = ""] = importId.split("/");
  if (id === "" || !["accounts", "zones"].includes(scope)) {
    throw new Error(
      `invalid ID "${importId}": expected accounts/<account_id>/<id> or zones/<zone_id>/<id>.`,
    );
  }
  return { id, state: scope === "zones" ? { zoneId: owner } : { accountId: owner } };
}
