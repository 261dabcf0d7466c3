import * as pulumi from "@pulumi/pulumi";
import { bundleWorker, projectRoot } from "../bundle.ts";
import { D1Database } from "../components/d1-database.ts";
import { holdsData } from "../components/data-options.ts";
import { keyValueNamespace, objectBucket } from "../components/data-stores.ts";
import { PagedService } from "../components/paged-service.ts";
import { QueueWithDeadLetters } from "../components/queue-with-dead-letters.ts";
import { VectorizeIndex } from "../components/vectorize-index.ts";
import { plainText, secretText, type WorkerBinding } from "../components/worker-bindings.ts";
import { WorkerService } from "../components/worker-service.ts";
import type { StackConfig } from "../config.ts";
import type { Migration } from "../dynamic/migration-plan.ts";
import { readMigrations } from "../migrations.ts";
import { collectiveVisionNames, pagerdutyServiceName, rateLimitNamespace } from "../naming.ts";
import type { PastOf } from "../past.ts";
import { type ReleaseVersion, releaseVersion } from "../release-version.ts";
import { collectiveVisionService, collectiveVisionWorker } from "./collective-vision-service.ts";
import type { Shared } from "./shared.ts";
import type { DeclareSystem, System } from "./system.ts";

const title = "Collective Vision";
const folder = "collective-vision";
/** The day of the runtime that the Worker's tests run on. */
const compatibilityDate = "2026-11-01";

/** What is read and built before anything is declared. */
interface Code {
  readonly contentFile: string;
  readonly release: ReleaseVersion;
  readonly migrations: readonly Migration[];
}

/** Builds Collective Vision; what it gives then declares it. */
export async function prepareCollectiveVision(): Promise<DeclareSystem> {
  const bundle = await bundleWorker(folder);
  const code = {
    contentFile: bundle.contentFile,
    release: await releaseVersion(bundle, projectRoot),
    migrations: await readMigrations(folder),
  };
  return (config, shared, pastOf) => declare(config, shared, pastOf, code);
}

/** The feedback widget and its API: a Worker, its data, its service at PagerDuty. */
function declare(config: StackConfig, shared: Shared, pastOf: PastOf, code: Code): System {
  const { accountId, environment } = config;
  const target = collectiveVisionWorker(config, environment);
  const { scriptName: workerName, hostname } = target;
  const parent = new pulumi.ComponentResource("slipway:systems:CollectiveVision", folder);

  const pager = new PagedService(
    "cv-pager",
    {
      serviceName: pagerdutyServiceName(title, environment),
      description: "The feedback widget and its API.",
      escalationPolicyId: shared.escalationPolicyId,
      urgency: config.onCall.urgency,
    },
    { parent },
  );
  const data = declareData(config, code.migrations, parent);
  const worker = new WorkerService(
    "cv-worker",
    {
      accountId,
      workerName,
      contentFile: code.contentFile,
      release: code.release.version,
      past: pastOf(workerName, code.release.version),
      compatibilityDate,
      bindings: [
        ...dataBindings(data),
        rateLimiter(workerName),
        ...plainText(variables(config)),
        ...secretText({
          STRIPE_SECRET_KEY: config.secrets.stripeSecretKey,
          SLACK_WEBHOOK_URL: config.secrets.slackWebhookUrl,
          PAGERDUTY_ROUTING_KEY: pager.routingKey,
        }),
      ],
      triggers: {
        hosts: [{ key: "public", zoneId: shared.zoneId, hostname }],
        crons: ["*/5 * * * *"],
        consumers: [eventConsumer(data.events)],
      },
      rollout: {
        ...config.rollout,
        worker: target,
        record: {
          stack: environment,
          service: folder,
          gitSha: code.release.commit ?? "",
          repository: `${config.githubOwner}/${config.githubRepository}`,
          channelSuffix: config.channelSuffix,
          slackWebhookUrl: config.secrets.slackWebhookUrl,
          routingKey: pager.routingKey,
        },
      },
    },
    { parent, deployAfter: [data.database.schema], boundTo: Object.values(data) },
  );

  return {
    url: collectiveVisionService(config, environment).url,
    release: code.release,
    workers: { [workerName]: worker.deployed },
    routingKey: pager.routingKey,
  };
}

type Data = ReturnType<typeof declareData>;

function declareData(
  { accountId, environment, dataLocation: location }: StackConfig,
  migrations: Code["migrations"],
  parent: pulumi.Resource,
) {
  const names = collectiveVisionNames(environment);
  return {
    database: new D1Database(
      "cv-database",
      { accountId, databaseName: names.database, location, migrations },
      { parent },
    ),
    keyValue: keyValueNamespace("cv-kv", { accountId, title: names.keyValue }, parent),
    attachments: objectBucket(
      "cv-attachments",
      { accountId, bucketName: names.attachments, location },
      parent,
    ),
    events: new QueueWithDeadLetters(
      "cv-queue",
      { accountId, queueName: names.queue, deadLetterQueueName: names.deadLetterQueue },
      { parent },
    ),
    embeddings: new VectorizeIndex(
      "cv-embeddings",
      { accountId, indexName: names.embeddings, dimensions: 768, metric: "cosine" },
      holdsData(parent),
    ),
  };
}

function dataBindings(data: Data): WorkerBinding[] {
  return [
    { name: "DB", type: "d1", databaseId: data.database.databaseId },
    { name: "KV", type: "kv_namespace", namespaceId: data.keyValue.id },
    { name: "ATTACHMENTS", type: "r2_bucket", bucketName: data.attachments.name },
    { name: "QUEUE", type: "queue", queueName: data.events.queueName },
    { name: "VECTORIZE", type: "vectorize", indexName: data.embeddings.indexName },
  ];
}

/** Writes of one client; reads and health checks are not counted. */
function rateLimiter(workerName: string): WorkerBinding {
  return {
    name: "RATE_LIMITER",
    type: "ratelimit",
    namespaceId: rateLimitNamespace(workerName),
    simple: { limit: 100, period: 60 },
  };
}

function variables({ environment, collectiveVision, pagerdutyEventsUrl }: StackConfig) {
  return {
    ENVIRONMENT: environment,
    LOG_LEVEL: collectiveVision.logLevel,
    STRIPE_LIVE: String(collectiveVision.stripeLive),
    APP_NAME: title,
    PAGERDUTY_EVENTS_URL: pagerdutyEventsUrl,
  };
}

/** The Worker asks for retries with growing delays by itself; after the last one a message is set aside. */
function eventConsumer({ queueId, deadLetterQueueName: deadLetterQueue }: QueueWithDeadLetters) {
  const settings = { batchSize: 10, maxWaitTimeMs: 2000, maxRetries: 5 };
  return { key: "events", queueId, deadLetterQueue, settings };
}
