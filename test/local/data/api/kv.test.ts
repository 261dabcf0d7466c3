import { expect, test } from "vitest";
import { refusalOf, useStorageApi } from "../support/use-storage-api.ts";

test("a namespace is created, read, renamed and deleted", async () => {
  const { client, account_id } = await useStorageApi();
  const { namespaces } = client.kv;

  const created = await namespaces.create({ account_id, title: "cv-kv" });
  expect(created).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    title: "cv-kv",
    supports_url_encoding: true,
  });
  expect(await namespaces.get(created.id, { account_id })).toEqual(created);
  const renamed = await namespaces.update(created.id, { account_id, title: "cv-kv-2" });
  expect(renamed).toEqual({ ...created, title: "cv-kv-2" });
  await namespaces.delete(created.id, { account_id });
  expect(await refusalOf(namespaces.get(created.id, { account_id }))).toEqual({
    status: 404,
    code: 10013,
    message: "get namespace: 'namespace not found'",
  });
});

test("a title is taken once", async () => {
  const { client, account_id } = await useStorageApi();
  await client.kv.namespaces.create({ account_id, title: "one" });
  const other = await client.kv.namespaces.create({ account_id, title: "two" });
  const taken = {
    status: 400,
    code: 10014,
    message: "a namespace with this account ID and title already exists",
  };
  expect(await refusalOf(client.kv.namespaces.create({ account_id, title: "one" }))).toEqual(taken);
  expect(
    await refusalOf(client.kv.namespaces.update(other.id, { account_id, title: "one" })),
  ).toEqual(taken);
  expect(await refusalOf(client.kv.namespaces.create({ account_id, title: "" }))).toMatchObject({
    code: 10019,
  });
});

test("a list ends with an empty page", async () => {
  const { client, account_id } = await useStorageApi();
  for (const title of ["b", "a", "c"]) await client.kv.namespaces.create({ account_id, title });
  const titles: string[] = [];
  const query = { account_id, per_page: 2, order: "title", direction: "desc" } as const;
  for await (const { title } of client.kv.namespaces.list(query)) titles.push(title);
  expect(titles).toEqual(["c", "b", "a"]);
  const { result } = await client.kv.namespaces.list({ account_id, page: 9 });
  expect(result).toEqual([]);
});

test("a value keeps its bytes, metadata and expiration", async () => {
  const { client, account_id, call, server } = await useStorageApi();
  const { id: namespace_id } = await client.kv.namespaces.create({ account_id, title: "kv" });
  const { values, metadata } = client.kv.namespaces;
  const inAnHour = Math.floor(server.clock.now().getTime() / 1000) + 3600;

  await values.update("flags/main", {
    account_id,
    namespace_id,
    value: "on",
    metadata: JSON.stringify({ by: "Ada" }),
    expiration: inAnHour,
  });
  const read = await values.get("flags/main", { account_id, namespace_id });
  expect(await read.text()).toBe("on");
  expect(read.headers.get("expiration")).toBe(String(inAnHour));
  expect(await metadata.get("flags/main", { account_id, namespace_id })).toEqual({ by: "Ada" });

  const bytes = new Uint8Array([0, 1, 254, 255]);
  await call("PUT", `/storage/kv/namespaces/${namespace_id}/values/raw%20key`, { body: bytes });
  const raw = await call("GET", `/storage/kv/namespaces/${namespace_id}/values/raw%20key`);
  expect(new Uint8Array(await raw.arrayBuffer())).toEqual(bytes);

  await values.delete("flags/main", { account_id, namespace_id });
  expect(await refusalOf(values.get("flags/main", { account_id, namespace_id }))).toMatchObject({
    status: 404,
    code: 10009,
  });
});

test("an expired value is gone", async () => {
  const { client, account_id, server } = await useStorageApi();
  const { id: namespace_id } = await client.kv.namespaces.create({ account_id, title: "kv" });
  await client.kv.namespaces.values.update("k", {
    account_id,
    namespace_id,
    value: "1",
    expiration_ttl: 60,
  });
  server.clock.advance(59_999);
  await client.kv.namespaces.values.get("k", { account_id, namespace_id });
  server.clock.advance(1);
  expect(
    await refusalOf(client.kv.namespaces.values.get("k", { account_id, namespace_id })),
  ).toMatchObject({ code: 10009 });
});

test("keys are listed by prefix, page after page", async () => {
  const { client, account_id } = await useStorageApi();
  const { id } = await client.kv.namespaces.create({ account_id, title: "kv" });
  const body = ["a/1", "a/2", "a/3", "b"].map((key) => ({
    key,
    value: key,
    metadata: { key },
  }));
  await client.kv.namespaces.bulkUpdate(id, { account_id, body });
  const names: string[] = [];
  for await (const key of client.kv.namespaces.keys.list(id, {
    account_id,
    prefix: "a/",
    limit: 2,
  })) {
    names.push(key.name);
    expect(key.metadata).toEqual({ key: key.name });
  }
  expect(names).toEqual(["a/1", "a/2", "a/3"]);
});

test("bulk calls write, read and delete many keys and name those that are refused", async () => {
  const { client, account_id } = await useStorageApi();
  const { id } = await client.kv.namespaces.create({ account_id, title: "kv" });
  const written = await client.kv.namespaces.bulkUpdate(id, {
    account_id,
    body: [
      { key: "text", value: "1" },
      { key: "bytes", value: "AAE=", base64: true },
      { key: "short", value: "1", expiration_ttl: 1 },
    ],
  });
  expect(written).toEqual({ successful_key_count: 2, unsuccessful_keys: ["short"] });
  expect(
    await client.kv.namespaces.bulkGet(id, {
      account_id,
      keys: ["text", "absent"],
      withMetadata: true,
    }),
  ).toEqual({ values: { text: { value: "1", metadata: null }, absent: null } });
  await client.kv.namespaces.bulkDelete(id, { account_id, body: ["text", "bytes"] });
  expect((await client.kv.namespaces.keys.list(id, { account_id })).result).toEqual([]);
});

test("a key takes one write per second", async () => {
  const { client, account_id, server } = await useStorageApi();
  const { id: namespace_id } = await client.kv.namespaces.create({ account_id, title: "kv" });
  const put = () =>
    client.kv.namespaces.values.update("k", { account_id, namespace_id, value: "1" });
  await put();
  server.clock.advance(999);
  expect(await refusalOf(put())).toMatchObject({ status: 429 });
  server.clock.advance(1);
  await put();
});
