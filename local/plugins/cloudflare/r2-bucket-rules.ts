import { flag, integer, list, number, object, output, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import { sameNaming } from "../schema/wire.ts";
import { jurisdiction, jurisdictionHeader } from "./r2-bucket.ts";
import { accountId, cloudflareResource } from "./resource.ts";

/** What hangs on a bucket has the account's id as its Pulumi id and cannot be imported. */
const onBucket = {
  id: (_: unknown, state: { [name: string]: unknown }) => String(state.accountId),
  naming: sameNaming,
  headers: jurisdictionHeader,
};

const bucketProperties = {
  accountId,
  bucketName: text({ required: true, replaces: true }),
  jurisdiction,
};

const CORS = "/accounts/{accountId}/r2/buckets/{bucketName}/cors";

export const r2BucketCors = cloudflareResource("r2BucketCors", {
  ...onBucket,
  collection: CORS,
  item: CORS,
  createWith: "PUT",
  properties: {
    ...bucketProperties,
    rules: list(
      object({
        id: text(),
        allowed: object(
          {
            headers: list(text()),
            methods: list(text(), { required: true }),
            origins: list(text(), { required: true }),
          },
          { required: true },
        ),
        exposeHeaders: list(text()),
        maxAgeSeconds: number(),
      }),
    ),
  },
});

const LIFECYCLE = "/accounts/{accountId}/r2/buckets/{bucketName}/lifecycle";

const condition = {
  type: text({ required: true, check: oneOf("Age", "Date") }),
  maxAge: integer(),
  date: text(),
};

/** Its deletion does nothing: the rules stay on the bucket. */
export const r2BucketLifecycle = cloudflareResource("r2BucketLifecycle", {
  ...onBucket,
  collection: LIFECYCLE,
  item: LIFECYCLE,
  createWith: "PUT",
  deleteWith: "nothing",
  properties: {
    ...bucketProperties,
    rules: list(
      object({
        id: text({ required: true }),
        enabled: flag({ required: true }),
        conditions: object({ prefix: text({ required: true }) }, { required: true }),
        abortMultipartUploadsTransition: object({
          condition: object({
            type: text({ required: true, check: oneOf("Age") }),
            maxAge: integer({ required: true }),
          }),
        }),
        deleteObjectsTransition: object({ condition: object(condition) }),
        storageClassTransitions: list(
          object({
            condition: object(condition, { required: true }),
            storageClass: text({ required: true, check: oneOf("InfrequentAccess") }),
          }),
        ),
      }),
    ),
  },
});

const DOMAINS = "/accounts/{accountId}/r2/buckets/{bucketName}/domains";

export const r2CustomDomain = cloudflareResource("r2CustomDomain", {
  ...onBucket,
  collection: `${DOMAINS}/custom`,
  item: `${DOMAINS}/custom/{domain}`,
  properties: {
    ...bucketProperties,
    domain: text({ required: true, replaces: true }),
    zoneId: text({ required: true, replaces: true }),
    enabled: flag({ required: true }),
    minTls: text({ wire: "minTLS", check: oneOf("1.0", "1.1", "1.2", "1.3") }),
    ciphers: list(text()),
    status: output(object({ ownership: text(), ssl: text() })),
    zoneName: output(text()),
  },
});

/** The `r2.dev` switch. Its deletion does nothing. */
export const r2ManagedDomain = cloudflareResource("r2ManagedDomain", {
  ...onBucket,
  collection: `${DOMAINS}/managed`,
  item: `${DOMAINS}/managed`,
  createWith: "PUT",
  deleteWith: "nothing",
  properties: {
    ...bucketProperties,
    enabled: flag({ required: true }),
    bucketId: output(text()),
    domain: output(text()),
  },
});
