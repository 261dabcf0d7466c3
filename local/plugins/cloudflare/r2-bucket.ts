import type { PlainObject } from "../grpc/property-value.ts";
import { output, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import { accountId, cloudflareResource } from "./resource.ts";

/** Every R2 call names the jurisdiction in a header, `default` included. */
export function jurisdictionHeader(state: PlainObject): Record<string, string> {
  const { jurisdiction } = state;
  return { "cf-r2-jurisdiction": typeof jurisdiction === "string" ? jurisdiction : "default" };
}

export const jurisdiction = text({
  default: "default",
  unread: true,
  unsent: true,
  check: oneOf("default", "eu", "fedramp"),
});

/**
 * The location is a hint: the API answers it in capitals, may have chosen another one, and no
 * difference in it is ever shown, unless an answer comes without (observed).
 */
export const r2Bucket = cloudflareResource("r2Bucket", {
  collection: "/accounts/{accountId}/r2/buckets",
  item: "/accounts/{accountId}/r2/buckets/{id}",
  id: "name",
  importId: ["accountId", "id", "jurisdiction"],
  updateWith: "PATCH",
  properties: {
    accountId,
    name: text({ required: true, replaces: true }),
    location: text({
      kept: true,
      replaces: true,
      same: () => true,
      check: (value, path) =>
        oneOf("apac", "eeur", "enam", "weur", "wnam", "oc")(String(value).toLowerCase(), path),
    }),
    jurisdiction,
    storageClass: text({ default: "Standard", check: oneOf("Standard", "InfrequentAccess") }),
    creationDate: output(text()),
  },
  body({ location, storage_class, ...body }, planned, current) {
    if (current !== undefined) return undefined;
    const hint = location === undefined ? {} : { locationHint: planned.location };
    return { ...body, ...hint, storageClass: storage_class };
  },
  headers: (state, method) => ({
    ...jurisdictionHeader(state),
    ...(method === "PATCH" ? { "cf-r2-storage-class": String(state.storageClass) } : {}),
  }),
});
