import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, success } from "../../envelope.ts";
import { readBody } from "../request.ts";
import type { StorageContext } from "../storage-context.ts";
import { bodyError, findBucket } from "./buckets.ts";
import { type BucketDomain, changeSettings, settingsOf } from "./settings-store.ts";

const changeable = {
  enabled: z.boolean(),
  minTLS: z.enum(["1.0", "1.1", "1.2", "1.3"]),
  ciphers: z.array(z.string()),
};

const createSchema = z.object({
  domain: z.string("required"),
  zoneId: z.string("required"),
  enabled: changeable.enabled,
  minTLS: changeable.minTLS.default("1.0"),
  ciphers: changeable.ciphers.default([]),
});

const updateSchema = z.object(changeable).partial();

/** Names under which a bucket would be read from outside; the local edge does not serve them. */
export function r2DomainRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const base = "/accounts/:account/r2/buckets/:bucket/domains";

  app.get(`${base}/custom`, (c) => {
    const { domains } = settingsOf(storage, findBucket(storage, c).name);
    return success({ domains: domains.map(describe) });
  });
  app.post(`${base}/custom`, async (c) => {
    const { name } = findBucket(storage, c);
    const domain = await readBody(c, createSchema, bodyError);
    const { domains } = settingsOf(storage, name);
    if (domains.some((other) => other.domain === domain.domain)) {
      // assumption: the number and wording of this conflict.
      throw new ApiError(409, 10043, `The domain ${domain.domain} is attached to the bucket.`);
    }
    changeSettings(storage, name, { domains: [...domains, domain] });
    return success(domain);
  });
  app.get(`${base}/custom/:domain`, (c) => success(describe(findDomain(storage, c))));
  app.put(`${base}/custom/:domain`, async (c) => {
    const current = findDomain(storage, c);
    const changes = await readBody(c, updateSchema, bodyError);
    const changed = { ...current, ...definedOf(changes) };
    const { name } = findBucket(storage, c);
    const domains = settingsOf(storage, name).domains.map((domain) =>
      domain.domain === current.domain ? changed : domain,
    );
    changeSettings(storage, name, { domains });
    return success(changed);
  });
  app.delete(`${base}/custom/:domain`, (c) => {
    const { domain } = findDomain(storage, c);
    const { name } = findBucket(storage, c);
    const domains = settingsOf(storage, name).domains.filter((other) => other.domain !== domain);
    changeSettings(storage, name, { domains });
    return success({ domain });
  });
  app.get(`${base}/managed`, (c) => {
    const { name } = findBucket(storage, c);
    // Written down, so that the address stays.
    return success(describeManaged(changeSettings(storage, name, {}).managedDomain));
  });
  app.put(`${base}/managed`, async (c) => {
    const { name } = findBucket(storage, c);
    const { enabled } = await readBody(c, z.object({ enabled: z.boolean() }), bodyError);
    const { managedDomain } = settingsOf(storage, name);
    const changed = changeSettings(storage, name, { managedDomain: { ...managedDomain, enabled } });
    return success(describeManaged(changed.managedDomain));
  });
  return app;
}

function findDomain(storage: StorageContext, c: Context): BucketDomain {
  const { domains } = settingsOf(storage, findBucket(storage, c).name);
  const domain = domains.find((each) => each.domain === c.req.param("domain"));
  if (!domain) throw new ApiError(404, 10046, "The specified domain does not exist.");
  return domain;
}

function describe(domain: BucketDomain) {
  return { ...domain, status: { ownership: "active", ssl: "active" } };
}

function describeManaged({ bucketId, enabled }: { bucketId: string; enabled: boolean }) {
  return { bucketId, domain: `pub-${bucketId}.r2.dev`, enabled };
}

function definedOf(changes: z.infer<typeof updateSchema>): Partial<BucketDomain> {
  const entries = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<BucketDomain>;
}
