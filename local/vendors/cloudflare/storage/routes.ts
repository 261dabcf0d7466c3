import { Hono } from "hono";
import type { CloudContext } from "../../../context.ts";
import type { DataPlane } from "../../../data/contract.ts";
import type { StorageHooks } from "../hooks.ts";
import { d1DatabaseRoutes } from "./d1/databases.ts";
import { d1QueryRoutes } from "./d1/queries.ts";
import { d1TimeTravelRoutes } from "./d1/time-travel.ts";
import { d1TransferRoutes } from "./d1/transfers.ts";
import { kvBulkRoutes } from "./kv/bulk.ts";
import { kvNamespaceRoutes } from "./kv/namespaces.ts";
import { kvValueRoutes } from "./kv/values.ts";
import { queueConsumerRoutes } from "./queues/consumers.ts";
import { queueMessageRoutes } from "./queues/messages.ts";
import { queueRoutes } from "./queues/queues.ts";
import { r2BucketRoutes } from "./r2/buckets.ts";
import { r2DomainRoutes } from "./r2/domains.ts";
import { r2NotificationRoutes } from "./r2/notifications.ts";
import { r2ObjectRoutes } from "./r2/objects.ts";
import { r2PolicyRoutes } from "./r2/policies.ts";
import { storageResources } from "./resources.ts";
import { vectorizeIndexRoutes } from "./vectorize/indexes.ts";
import { vectorizeVectorRoutes } from "./vectorize/vectors.ts";

/** The API of the account's data services; refusals are thrown as `ApiError`. */
export function storageRoutes(context: CloudContext, data: DataPlane, hooks: StorageHooks): Hono {
  const storage = { context, data, hooks, resources: storageResources(context.store) };
  const app = new Hono();
  for (const routes of [
    kvNamespaceRoutes,
    kvValueRoutes,
    kvBulkRoutes,
    d1DatabaseRoutes,
    d1QueryRoutes,
    d1TimeTravelRoutes,
    d1TransferRoutes,
    r2BucketRoutes,
    r2ObjectRoutes,
    r2PolicyRoutes,
    r2DomainRoutes,
    r2NotificationRoutes,
    queueRoutes,
    queueConsumerRoutes,
    queueMessageRoutes,
    vectorizeIndexRoutes,
    vectorizeVectorRoutes,
  ]) {
    app.route("/", routes(storage));
  }
  return app;
}
