import { integer, list, number, object, text } from "../schema/property.ts";

/** Neither values of text bindings nor keys are ever answered; the state keeps them. */
const hidden = { unread: true, trusted: true } as const;

const plainNames = [
  "algorithm",
  "appId",
  "bucketName",
  "certificateId",
  "className",
  "databaseId",
  "dataset",
  "destinationAddress",
  "dispatchNamespace",
  "entrypoint",
  "environment",
  "format",
  "id",
  "indexName",
  "instanceName",
  "json",
  "jurisdiction",
  "namespace",
  "networkId",
  "oldName",
  "part",
  "pipeline",
  "queueName",
  "scriptName",
  "secretName",
  "service",
  "serviceId",
  "storeId",
  "tunnelId",
  "versionId",
  "workflowName",
];

/**
 * One binding of a Worker version. An answer that has more than the program gave (`environment`
 * of a service, `id` next to `database_id`) is a difference, as it is for the vendor's provider.
 */
export const binding = object({
  name: text({ required: true }),
  type: text({ required: true }),
  ...Object.fromEntries(plainNames.map((name) => [name, text()])),
  namespaceId: text({ kept: true }),
  text: text({ secret: true, ...hidden }),
  keyBase64: text({ secret: true, ...hidden }),
  keyJwk: text({ secret: true, ...hidden }),
  allowedDestinationAddresses: list(text()),
  allowedSenderAddresses: list(text()),
  usages: list(text(), { unordered: true }),
  simple: object({
    limit: number({ required: true }),
    period: integer({ required: true }),
  }),
  outbound: object({
    params: list(object({ name: text({ required: true }) })),
    worker: object({ entrypoint: text(), environment: text(), service: text() }),
  }),
});
