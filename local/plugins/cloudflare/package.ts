import type { ProviderPackage } from "../resource.ts";
import { text } from "../schema/property.ts";
import { getAccount } from "./account.ts";
import {
  turnstileWidget,
  webAnalyticsSite,
  workersScriptSubdomain,
  workflow,
} from "./account-resources.ts";
import { CloudflareClient } from "./client.ts";
import { d1Database } from "./d1-database.ts";
import { workersDeployment } from "./deployment.ts";
import { dnsRecord } from "./dns-record.ts";
import { hyperdriveConfig } from "./hyperdrive.ts";
import { workersKv, workersKvNamespace } from "./kv.ts";
import { logpushJob } from "./logpush-job.ts";
import { notificationPolicy, notificationPolicyWebhooks } from "./notifications.ts";
import { pagesDomain, pagesProject } from "./pages.ts";
import { queue, queueConsumer } from "./queue.ts";
import { r2Bucket } from "./r2-bucket.ts";
import {
  r2BucketCors,
  r2BucketLifecycle,
  r2CustomDomain,
  r2ManagedDomain,
} from "./r2-bucket-rules.ts";
import { ruleset } from "./ruleset.ts";
import { workersCronTrigger, workersCustomDomain, workersRoute } from "./triggers.ts";
import { worker } from "./worker.ts";
import { workerVersion } from "./worker-version.ts";
import { getZone } from "./zone.ts";
import { healthcheck, zone, zoneSetting } from "./zone-resources.ts";

/**
 * Follows @pulumi/cloudflare 6.17.0 (Terraform provider 5.19.1). WorkersScript is not here: it
 * uploads and deploys in one step, which no rollout can gate; Worker and WorkerVersion do the same.
 */
export const cloudflare: ProviderPackage<CloudflareClient> = {
  name: "cloudflare",
  version: "6.17.0",
  dialect: { zeroIsAbsent: false },
  config: {
    apiKey: text({ secret: true }),
    apiToken: text({ secret: true }),
    apiUserServiceKey: text({ secret: true }),
    baseUrl: text(),
    email: text(),
    userAgentOperatorSuffix: text(),
  },
  overrides: { baseUrl: "baseUrl", token: "apiToken" },
  baseUrl: (apiOrigin) => `${apiOrigin}/client/v4`,
  connect: (connection, signal) => new CloudflareClient(connection, signal),
  resources: [
    d1Database,
    dnsRecord,
    healthcheck,
    hyperdriveConfig,
    logpushJob,
    notificationPolicy,
    notificationPolicyWebhooks,
    pagesDomain,
    pagesProject,
    queue,
    queueConsumer,
    r2Bucket,
    r2BucketCors,
    r2BucketLifecycle,
    r2CustomDomain,
    r2ManagedDomain,
    ruleset,
    turnstileWidget,
    webAnalyticsSite,
    worker,
    workersCronTrigger,
    workersCustomDomain,
    workersDeployment,
    workersKv,
    workersKvNamespace,
    workersRoute,
    workersScriptSubdomain,
    workerVersion,
    workflow,
    zone,
    zoneSetting,
  ],
  functions: [getAccount, getZone],
};
