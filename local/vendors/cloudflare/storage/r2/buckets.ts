import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, success } from "../../envelope.ts";
import { numberOf, queryOf, readBody } from "../request.ts";
import type { R2Bucket } from "../resources.ts";
import { type StorageContext, timestamp } from "../storage-context.ts";
import { bucketSettings } from "./settings-store.ts";

const LOCATIONS = ["apac", "eeur", "enam", "weur", "wnam", "oc"] as const;
const STORAGE_CLASSES = ["Standard", "InfrequentAccess"] as const;
const DEFAULT_LOCATION = "WEUR";
const PER_PAGE = { default: 20, maximum: 1000 };

const createSchema = z.object({
  name: z.string("required"),
  locationHint: z.string().toLowerCase().pipe(z.enum(LOCATIONS)).optional(),
  storageClass: z.enum(STORAGE_CLASSES).default("Standard"),
});

export const bodyError = {
  code: 10040,
  describe: (path: string, message: string) =>
    `The JSON you provided was invalid: ${path} ${message}.`,
};

export function r2BucketRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { context, resources } = storage;
  const base = "/accounts/:account/r2/buckets";

  app.get(base, (c) => listBuckets(storage, c));
  app.post(base, async (c) => {
    const input = await readBody(c, createSchema, bodyError);
    return success(context.store.transaction(() => create(storage, c, input)));
  });
  app.get(`${base}/:bucket`, (c) => success(findBucket(storage, c)));
  app.patch(`${base}/:bucket`, (c) => {
    const bucket = findBucket(storage, c);
    const storageClass = z.enum(STORAGE_CLASSES).safeParse(c.req.header("cf-r2-storage-class"));
    if (!storageClass.success) {
      throw new ApiError(400, 10062, "The storage class specified is not valid.");
    }
    return success(
      resources.r2Buckets.put(bucket.name, { ...bucket, storage_class: storageClass.data }),
    );
  });
  app.delete(`${base}/:bucket`, (c) => {
    const { name } = findBucket(storage, c);
    requireEmpty(storage, name);
    resources.r2Buckets.delete(name);
    bucketSettings(storage).delete(name);
    storage.data.r2.deleteBucket(name);
    return success({});
  });
  return app;
}

/** A bucket is seen only under its own jurisdiction. @throws ApiError 10006 */
export function findBucket({ resources }: StorageContext, c: Context): R2Bucket {
  const bucket = resources.r2Buckets.get(c.req.param("bucket") ?? "");
  if (bucket?.jurisdiction !== jurisdictionOf(c)) {
    throw new ApiError(404, 10006, "The specified bucket does not exist.");
  }
  return bucket;
}

function create(
  storage: StorageContext,
  c: Context,
  input: z.infer<typeof createSchema>,
): R2Bucket {
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(input.name)) {
    throw new ApiError(400, 10005, "The specified bucket name is not valid.");
  }
  const { r2Buckets } = storage.resources;
  if (r2Buckets.get(input.name)) {
    throw new ApiError(
      409,
      10004,
      "The bucket you tried to create already exists, and you own it.",
    );
  }
  return r2Buckets.put(input.name, {
    name: input.name,
    creation_date: timestamp(storage),
    location: input.locationHint?.toUpperCase() ?? DEFAULT_LOCATION,
    storage_class: input.storageClass,
    jurisdiction: jurisdictionOf(c),
  });
}

/** @see https://developers.cloudflare.com/r2/api/error-codes/#bucket-errors */
function requireEmpty({ context, data }: StorageContext, name: string): void {
  if (data.r2.usage(name).objects === 0) return;
  throw new ApiError(
    409,
    10008,
    `The bucket you tried to delete (${name}) is not empty (account ${context.settings.accountId}).`,
  );
}

function listBuckets({ resources }: StorageContext, c: Context): Response {
  const query = queryOf(c);
  const after = query.get("cursor") ?? query.get("start_after") ?? "";
  const perPage = Math.min(numberOf(query, "per_page") ?? PER_PAGE.default, PER_PAGE.maximum);
  const sign = query.get("direction") === "desc" ? -1 : 1;
  const matching = resources.r2Buckets
    .filter(
      ({ name, jurisdiction }) =>
        jurisdiction === jurisdictionOf(c) &&
        name.includes(query.get("name_contains") ?? "") &&
        (after === "" || (sign === 1 ? name > after : name < after)),
    )
    .sort((one, other) => sign * (one.name < other.name ? -1 : 1));
  const buckets = matching.slice(0, perPage);
  const cursor = matching.length > perPage ? (buckets.at(-1)?.name ?? "") : "";
  return success({ buckets }, { count: buckets.length, per_page: perPage, cursor });
}

function jurisdictionOf(c: Context): string {
  return c.req.header("cf-r2-jurisdiction") ?? "default";
}
