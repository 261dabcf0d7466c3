import type { PlainObject } from "../grpc/property-value.ts";
import { integer, list, object, output, text } from "../schema/property.ts";
import { idOf, pagerdutyResource, reference } from "./resource.ts";

const kept = { kept: true } as const;

const emailFilter = object({
  bodyMode: text(),
  bodyRegex: text(),
  fromEmailMode: text(),
  fromEmailRegex: text(),
  id: text(kept),
  subjectMode: text(),
  subjectRegex: text(),
});

const predicate = {
  matcher: text(),
  part: text(),
  type: text({ required: true }),
};

const emailParser = object({
  action: text({ required: true }),
  id: integer(kept),
  matchPredicate: object(
    {
      type: text({ required: true }),
      predicates: list(
        object({
          ...predicate,
          predicates: list(
            object({
              matcher: text({ required: true }),
              part: text({ required: true }),
              type: text({ required: true }),
            }),
          ),
        }),
      ),
    },
    { required: true },
  ),
  valueExtractors: list(
    object({
      endsBefore: text(),
      part: text({ required: true }),
      regex: text(),
      startsAfter: text(),
      type: text({ required: true }),
      valueName: text({ required: true }),
    }),
  ),
});

/** The integration key is in plain state: nothing of this provider is marked as a secret. */
export const serviceIntegration = pagerdutyResource("serviceIntegration", {
  collection: "/services/{service}/integrations",
  wrap: "integration",
  autoname: "name",
  properties: {
    service: text({ required: true, replaces: true }),
    name: text(kept),
    type: text({ ...kept, replaces: true }),
    vendor: text({ ...kept, replaces: true }),
    integrationKey: text(kept),
    integrationEmail: text(kept),
    emailFilterMode: text(kept),
    emailFilters: list(emailFilter, { ...kept, replaces: true }),
    emailIncidentCreation: text(kept),
    emailParsers: list(emailParser),
    emailParsingFallback: text(kept),
    htmlUrl: output(text()),
  },
  checkTogether({ type, vendor }: PlainObject) {
    return type === undefined || vendor === undefined
      ? []
      : ['Conflicting configuration arguments. "type" conflicts with "vendor": give one of them.'];
  },
  body: ({ vendor, ...body }, planned) => ({
    ...body,
    service: { id: planned.service, type: "service" },
    ...(typeof vendor === "string" ? { vendor: reference(vendor, "vendor") } : {}),
  }),
  answer: ({ service, vendor, ...answer }) => ({
    ...answer,
    service: idOf(service),
    vendor: idOf(vendor),
  }),
  parseImportId(importId) {
    const [service = "", id = ""] = importId.split(".");
    return { id, state: { service } };
  },
});
