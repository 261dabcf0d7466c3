import { isObject, type Plain, type PlainObject } from "../grpc/property-value.ts";
import { any, flag, list, number, object, output, text } from "../schema/property.ts";
import { between } from "../schema/rules.ts";
import { cloudflareResource, zoneId } from "./resource.ts";

const numbers = Object.fromEntries(
  [
    "algorithm",
    "altitude",
    "digestType",
    "keyTag",
    "latDegrees",
    "latMinutes",
    "latSeconds",
    "longDegrees",
    "longMinutes",
    "longSeconds",
    "matchingType",
    "order",
    "port",
    "precisionHorz",
    "precisionVert",
    "preference",
    "priority",
    "protocol",
    "selector",
    "size",
    "type",
    "usage",
    "weight",
  ].map((name) => [name, number()]),
);

const texts = Object.fromEntries(
  [
    "certificate",
    "digest",
    "fingerprint",
    "latDirection",
    "longDirection",
    "publicKey",
    "regex",
    "replacement",
    "service",
    "tag",
    "target",
    "value",
  ].map((name) => [name, text()]),
);

/** A program may give a name relative to the zone; the API always answers the full one. */
function isSameName(state: Plain, planned: Plain): boolean {
  const [full, given] = [String(state), String(planned)];
  return full === given || given === "@" || full.startsWith(`${given}.`);
}

export const dnsRecord = cloudflareResource("dnsRecord", {
  collection: "/zones/{zoneId}/dns_records",
  importId: ["zoneId", "id"],
  properties: {
    zoneId,
    name: text({ required: true, same: isSameName }),
    type: text({ required: true, replaces: true }),
    ttl: number({ required: true, check: between(1, 86_400) }),
    content: text({ kept: true }),
    data: object({ ...numbers, ...texts, flags: any() }),
    comment: text(),
    priority: number(),
    privateRouting: flag(),
    proxied: flag({ default: false }),
    settings: object(
      {
        flattenCname: flag({ kept: true }),
        ipv4Only: flag({ kept: true }),
        ipv6Only: flag({ kept: true }),
      },
      { kept: true },
    ),
    tags: list(text(), { kept: true, unordered: true }),
    commentModifiedOn: output(text()),
    createdOn: output(text()),
    modifiedOn: output(text()),
    meta: output(any()),
    proxiable: output(flag()),
    tagsModifiedOn: output(text()),
  },
  checkTogether,
  answer: ({ meta, ...answer }) => ({
    ...answer,
    ...(isObject(meta) ? { meta: JSON.stringify(meta) } : {}),
  }),
});

function checkTogether({ content, data, proxied, ttl }: PlainObject): string[] {
  const problems: string[] = [];
  if (content !== undefined && data !== undefined) {
    problems.push('Invalid Attribute Combination. Only one of "content" and "data" can be given.');
  }
  if (proxied === true && typeof ttl === "number" && ttl !== 1) {
    problems.push(`ttl must be set to 1 when \`proxied\` is true, got: ${ttl}.`);
  }
  return problems;
}
