import { expect, test } from "vitest";
import { refusalOf, useStorageApi } from "../support/use-storage-api.ts";

test("a bucket is created, read, changed and deleted", async () => {
  const { client, account_id } = await useStorageApi();
  const { buckets } = client.r2;
  const created = await buckets.create({
    account_id,
    name: "cv-attachments",
    locationHint: "weur",
    "cf-r2-jurisdiction": "default",
  });
  expect(created).toEqual({
    name: "cv-attachments",
    creation_date: "2026-11-21T09:00:00.000000Z",
    location: "WEUR",
    storage_class: "Standard",
    jurisdiction: "default",
  });
  const changed = await buckets.edit("cv-attachments", {
    account_id,
    storage_class: "InfrequentAccess",
  });
  expect(changed.storage_class).toBe("InfrequentAccess");
  expect(await buckets.get("cv-attachments", { account_id })).toEqual(changed);
  expect(await buckets.list({ account_id })).toEqual({ buckets: [changed] });
  await buckets.delete("cv-attachments", { account_id });
  expect(await refusalOf(buckets.get("cv-attachments", { account_id }))).toEqual({
    status: 404,
    code: 10006,
    message: "The specified bucket does not exist.",
  });
});

test.each([
  ["a name that exists", "taken", 409, 10004],
  ["a name that is too short", "ab", 400, 10005],
  ["a name with capitals", "Bucket", 400, 10005],
])("a bucket of %s is refused", async (_what, name, status, code) => {
  const { client, account_id } = await useStorageApi();
  await client.r2.buckets.create({ account_id, name: "taken" });
  expect(await refusalOf(client.r2.buckets.create({ account_id, name }))).toMatchObject({
    status,
    code,
  });
});

test("a bucket is seen in its own jurisdiction only", async () => {
  const { client, account_id } = await useStorageApi();
  const eu = { account_id, "cf-r2-jurisdiction": "eu" } as const;
  await client.r2.buckets.create({ ...eu, name: "european" });
  expect((await client.r2.buckets.get("european", eu)).jurisdiction).toBe("eu");
  expect(await refusalOf(client.r2.buckets.get("european", { account_id }))).toMatchObject({
    code: 10006,
  });
});

test("a bucket with objects is not deleted", async () => {
  const { client, account_id } = await useStorageApi();
  await client.r2.buckets.create({ account_id, name: "full" });
  await client.r2.buckets.objects.upload("a", "x", { account_id, bucket_name: "full" });
  expect(await refusalOf(client.r2.buckets.delete("full", { account_id }))).toEqual({
    status: 409,
    code: 10008,
    message: `The bucket you tried to delete (full) is not empty (account ${account_id}).`,
  });
});

test("an object keeps its bytes and headers", async () => {
  const { client, account_id, call } = await useStorageApi();
  const { objects } = client.r2.buckets;
  await client.r2.buckets.create({ account_id, name: "files" });
  const bucket = { account_id, bucket_name: "files" };
  const path = "/r2/buckets/files/objects/folder/a.txt";

  const put = await call("PUT", path, {
    body: "hello",
    headers: { "content-type": "text/plain", "cache-control": "no-store" },
  });
  expect(await put.json()).toMatchObject({
    success: true,
    result: { key: "folder/a.txt", etag: "5d41402abc4b2a76b9719d911017c592", size: "5" },
  });
  const got = await objects.get("folder/a.txt", bucket);
  expect(await got.text()).toBe("hello");
  expect(Object.fromEntries(got.headers)).toMatchObject({
    "content-type": "text/plain",
    "cache-control": "no-store",
    etag: '"5d41402abc4b2a76b9719d911017c592"',
  });
  const etag = got.headers.get("etag") ?? "";
  expect((await call("GET", path, { headers: { "if-none-match": etag } })).status).toBe(304);
  const part = await call("GET", path, { headers: { range: "bytes=1-3" } });
  expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([
    206,
    "ell",
    "bytes 1-3/5",
  ]);
  await objects.delete("folder/a.txt", bucket);
  expect(await refusalOf(objects.get("folder/a.txt", bucket))).toMatchObject({
    status: 404,
    code: 10007,
  });
});

test("a large object streams", async () => {
  const { client, account_id, call } = await useStorageApi();
  await client.r2.buckets.create({ account_id, name: "files" });
  const bytes = Buffer.alloc(3 * 1024 * 1024, "abc");
  await call("PUT", "/r2/buckets/files/objects/large", { body: new Uint8Array(bytes) });
  const response = await call("GET", "/r2/buckets/files/objects/large");
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
});

test("objects are listed page after page", async () => {
  const { client, account_id } = await useStorageApi();
  await client.r2.buckets.create({ account_id, name: "files" });
  for (const key of ["a", "b/1", "b/2", "c"]) {
    await client.r2.buckets.objects.upload(key, key, { account_id, bucket_name: "files" });
  }
  const keys: unknown[] = [];
  for await (const object of client.r2.buckets.objects.list("files", { account_id, per_page: 3 })) {
    keys.push(object.key);
  }
  expect(keys).toEqual(["a", "b/1", "b/2", "c"]);
});

test("CORS, lifecycle and lock rules are kept", async () => {
  const { client, account_id } = await useStorageApi();
  const { buckets } = client.r2;
  await buckets.create({ account_id, name: "files" });
  expect(await refusalOf(buckets.cors.get("files", { account_id }))).toMatchObject({ code: 10059 });
  const cors = {
    rules: [{ allowed: { methods: ["GET" as const], origins: ["https://example.com"] } }],
  };
  await buckets.cors.update("files", { account_id, ...cors });
  expect(await buckets.cors.get("files", { account_id })).toEqual(cors);

  const { rules } = await buckets.lifecycle.get("files", { account_id });
  expect(rules?.map(({ id }) => id)).toEqual(["Default Multipart Abort Rule"]);
  await buckets.lifecycle.update("files", { account_id, rules: [] });
  expect(await buckets.lifecycle.get("files", { account_id })).toEqual({ rules: [] });
  expect(await buckets.locks.get("files", { account_id })).toEqual({ rules: [] });
});

test("custom and managed domains are kept", async () => {
  const { client, account_id } = await useStorageApi();
  const { custom, managed } = client.r2.buckets.domains;
  await client.r2.buckets.create({ account_id, name: "files" });
  const zoneId = "10ca1c10ad00000000000000000000e1";
  await custom.create("files", { account_id, domain: "f.example.com", zoneId, enabled: true });
  expect(
    await custom.update("f.example.com", { account_id, bucket_name: "files", enabled: false }),
  ).toMatchObject({ domain: "f.example.com", enabled: false, minTLS: "1.0" });
  expect(await custom.get("f.example.com", { account_id, bucket_name: "files" })).toMatchObject({
    status: { ownership: "active", ssl: "active" },
  });
  await custom.delete("f.example.com", { account_id, bucket_name: "files" });
  expect(await custom.list("files", { account_id })).toEqual({ domains: [] });

  const before = await managed.list("files", { account_id });
  expect(await managed.update("files", { account_id, enabled: true })).toEqual({
    ...before,
    enabled: true,
  });
});

test("event notifications name their queue, which counts the bucket as a producer", async () => {
  const { client, account_id } = await useStorageApi();
  const { eventNotifications } = client.r2.buckets;
  await client.r2.buckets.create({ account_id, name: "files" });
  const { queue_id = "" } = await client.queues.create({ account_id, queue_name: "events" });
  await eventNotifications.update(queue_id, {
    account_id,
    bucket_name: "files",
    rules: [{ actions: ["PutObject"], prefix: "in/" }],
  });
  expect(
    await eventNotifications.get(queue_id, { account_id, bucket_name: "files" }),
  ).toMatchObject({ queueName: "events", rules: [{ actions: ["PutObject"], prefix: "in/" }] });
  expect((await client.queues.get(queue_id, { account_id })).producers).toEqual([
    { type: "r2_bucket", bucket_name: "files" },
  ]);
  expect(await refusalOf(client.queues.delete(queue_id, { account_id }))).toMatchObject({
    code: 11017,
  });
});
