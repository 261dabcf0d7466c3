import { isObject, type PlainObject } from "../grpc/property-value.ts";
import { flag, list, number, object, output, text } from "../schema/property.ts";
import { between } from "../schema/rules.ts";
import { accountId, cloudflareResource } from "./resource.ts";

const samplingRate = number({ default: 1, check: between(0, 1, 6) });
const destinations = list(text(), { kept: true });

const observability = object(
  {
    enabled: flag({ default: false }),
    headSamplingRate: samplingRate,
    logs: object(
      {
        destinations,
        enabled: flag({ default: false }),
        headSamplingRate: samplingRate,
        invocationLogs: flag({ default: true }),
        persist: flag({ default: true }),
      },
      { kept: true },
    ),
    traces: object(
      {
        destinations,
        enabled: flag({ default: false }),
        headSamplingRate: samplingRate,
        persist: flag({ default: true }),
      },
      { default: {} },
    ),
  },
  { default: {} },
);

const outbound = object({
  namespaceId: text(),
  namespaceName: text(),
  workerId: text(),
  workerName: text(),
});

const references = object({
  dispatchNamespaceOutbounds: list(outbound),
  domains: list(
    object({
      certificateId: text(),
      hostname: text(),
      id: text(),
      zoneId: text(),
      zoneName: text(),
    }),
  ),
  durableObjects: list(outbound),
  queues: list(object({ queueConsumerId: text(), queueId: text(), queueName: text() })),
  workers: list(object({ id: text(), name: text() })),
});

export const worker = cloudflareResource("worker", {
  collection: "/accounts/{accountId}/workers/workers",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    name: text({ required: true }),
    logpush: flag({ default: false }),
    tags: list(text(), { default: [], unordered: true }),
    observability,
    subdomain: object(
      { enabled: flag({ default: false }), previewsEnabled: flag() },
      { default: {} },
    ),
    tailConsumers: list(object({ name: text({ required: true }) }), {
      default: [],
      unordered: true,
    }),
    createdOn: output(text()),
    updatedOn: output(text()),
    deployedOn: output(text()),
    references: output(references),
  },
  refine: previewsFollowSubdomain,
});

/** Preview URLs are on where the workers.dev name is, unless the program says otherwise. */
function previewsFollowSubdomain(planned: PlainObject): PlainObject {
  const { subdomain } = planned;
  if (!isObject(subdomain)) return planned;
  const { enabled = false } = subdomain as PlainObject;
  return { ...planned, subdomain: { previewsEnabled: enabled, ...(subdomain as PlainObject) } };
}
