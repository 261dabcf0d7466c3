import { flag, list, number, object, output, text } from "../schema/property.ts";
import { accountId, cloudflareResource } from "./resource.ts";

const settingsOfConsumer = {
  batchSize: number({ kept: true }),
  maxConcurrency: number({ kept: true }),
  maxRetries: number({ kept: true }),
  maxWaitTimeMs: number({ kept: true }),
  retryDelay: number({ kept: true }),
  visibilityTimeoutMs: number({ kept: true }),
};

/** Producers and consumers are what other resources make of them: they never count as a change. */
export const queue = cloudflareResource("queue", {
  collection: "/accounts/{accountId}/queues",
  id: "queue_id",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    queueName: text({ required: true }),
    settings: object(
      {
        deliveryDelay: number({ kept: true }),
        deliveryPaused: flag({ kept: true }),
        messageRetentionPeriod: number({ kept: true }),
      },
      { kept: true },
    ),
    queueId: output(text()),
    createdOn: output(text()),
    modifiedOn: output(text()),
    consumers: output(
      list(
        object({
          consumerId: text(),
          createdOn: text(),
          deadLetterQueue: text(),
          queueName: text(),
          scriptName: text({ wire: "script" }),
          settings: object(settingsOfConsumer),
          type: text(),
        }),
      ),
    ),
    consumersTotalCount: output(number()),
    producers: output(list(object({ bucketName: text(), script: text(), type: text() }))),
    producersTotalCount: output(number()),
  },
});

/**
 * Its Pulumi id is the account's, so every consumer has the same one. The API answers `script`
 * where it is sent `script_name`, and the dead letter queue is never read back.
 */
export const queueConsumer = cloudflareResource("queueConsumer", {
  collection: "/accounts/{accountId}/queues/{queueId}/consumers",
  item: "/accounts/{accountId}/queues/{queueId}/consumers/{consumerId}",
  id: (_, state) => String(state.accountId),
  answer: ({ script, ...answer }) => ({ script_name: script, ...answer }),
  properties: {
    accountId,
    queueId: text({ required: true, replaces: true }),
    type: text({ required: true }),
    scriptName: text({ kept: true }),
    deadLetterQueue: text({ unread: true }),
    settings: object(settingsOfConsumer, { kept: true }),
    consumerId: output(text()),
    createdOn: output(text()),
    queueName: output(text()),
  },
});
