import { expect, test } from "vitest";
import {
  createVersion,
  createWorker,
  deployVersions,
  uploadForm,
  versionBody,
} from "../support/cloudflare-factories.ts";
import { type CloudflareServer, useCloudflare } from "../support/cloudflare-server.ts";

const plain = "export default { fetch() {} };";
const withRoom = `export class Room {}\n${plain}`;
const withHall = `export class Hall {}\n${plain}`;
const roomBinding = { type: "durable_object_namespace", name: "ROOM", class_name: "Room" };
const roomMigration = { new_tag: "v1", new_sqlite_classes: ["Room"] };

async function withDeployedRoom(): Promise<CloudflareServer & { first: string }> {
  const server = await useCloudflare();
  await createWorker(server, "chat");
  const overrides = { migrations: roomMigration, bindings: [roomBinding] };
  const first = await createVersion(server, "chat", overrides, withRoom);
  await deployVersions(server, "chat", [first, 100]);
  return { ...server, first };
}

test("a migration is applied when its version is deployed, and echoed", async () => {
  const server = await useCloudflare();
  await createWorker(server, "chat");
  const overrides = { migrations: roomMigration, bindings: [roomBinding] };
  const version = await createVersion(server, "chat", overrides, withRoom);
  const before = await server.call("GET", `A/workers/workers/chat/versions/${version}`);
  await deployVersions(server, "chat", [version, 100]);
  const after = await server.call("GET", `A/workers/workers/chat/versions/${version}`);
  const [script] = server.edge.served.scripts;
  const namespaces = await server.call<{ id: string }[]>(
    "GET",
    "A/workers/durable_objects/namespaces",
  );
  expect(before.result.migrations).toEqual(roomMigration);
  expect(before.result).not.toHaveProperty("migration_tag");
  expect(after.result).toMatchObject({ migration_tag: "v1", migrations: roomMigration });
  expect(script?.durableObjects).toMatchObject([{ className: "Room", storage: "sqlite" }]);
  expect(namespaces.result).toMatchObject([
    { class: "Room", script: "chat", use_sqlite: true, name: "chat_Room" },
  ]);
  expect(after.result.bindings).toEqual([
    { ...roomBinding, namespace_id: namespaces.result[0]?.id },
  ]);
});

test("the same migration in a later version is applied no second time, and may be split", async () => {
  const server = await withDeployedRoom();
  const namespaceId = server.edge.served.scripts[0]?.durableObjects[0]?.namespaceId;
  const second = await createVersion(server, "chat", { migrations: roomMigration }, withRoom);
  const split = await deployVersions(server, "chat", [second, 10], [server.first, 90]);
  expect(split.status).toBe(200);
  expect(server.edge.served.scripts[0]?.durableObjects[0]?.namespaceId).toBe(namespaceId);
});

test("a version with a new migration is not split", async () => {
  const server = await withDeployedRoom();
  const migrations = {
    old_tag: "v1",
    new_tag: "v2",
    renamed_classes: [{ from: "Room", to: "Hall" }],
  };
  const second = await createVersion(server, "chat", { migrations }, withHall);
  const split = await deployVersions(server, "chat", [second, 10], [server.first, 90]);
  const whole = await deployVersions(server, "chat", [second, 100]);
  expect(split.errors[0]?.code).toBe(10213);
  expect(whole.status).toBe(200);
  expect(server.edge.served.scripts[0]?.durableObjects).toMatchObject([{ className: "Hall" }]);
});

test("no version from before a migration comes back, with force neither", async () => {
  const server = await withDeployedRoom();
  const migrations = { old_tag: "v1", new_tag: "v2", deleted_classes: ["Room"] };
  const second = await createVersion(server, "chat", { migrations }, plain);
  await deployVersions(server, "chat", [second, 100]);
  const back = await server.call("POST", "A/workers/scripts/chat/deployments?force=true", {
    strategy: "percentage",
    versions: [{ version_id: server.first, percentage: 100 }],
  });
  expect(back.errors[0]?.code).toBe(10213);
});

test.each([
  ["another tag than the Worker's", { old_tag: "v7", new_tag: "v8" }, withRoom, 10079],
  [
    "a class that exists",
    { old_tag: "v1", new_tag: "v2", new_sqlite_classes: ["Room"] },
    withRoom,
    10074,
  ],
  [
    "a class that is not there to delete",
    { old_tag: "v1", new_tag: "v2", deleted_classes: ["Hall"] },
    withRoom,
    10074,
  ],
  [
    "a new class without code",
    { old_tag: "v1", new_tag: "v2", new_sqlite_classes: ["Hall"] },
    withRoom,
    10070,
  ],
  ["no word of a class whose code is gone", roomMigration, plain, 10064],
])("a migration of %s is refused at upload", async (_title, migrations, source, code) => {
  const server = await withDeployedRoom();
  const answer = await server.call(
    "POST",
    "A/workers/workers/chat/versions",
    versionBody({ migrations }, source),
  );
  expect(answer.errors[0]?.code).toBe(code);
});

test("a version upload of the script API takes no migration", async () => {
  const server = await useCloudflare();
  await createWorker(server, "chat");
  const answer = await server.call(
    "POST",
    "A/workers/scripts/chat/versions",
    uploadForm(
      { migrations: { new_tag: "v1", steps: [{ new_sqlite_classes: ["Room"] }] } },
      withRoom,
    ),
  );
  expect(answer.errors[0]?.code).toBe(10211);
});

test("a script upload applies its migration at once", async () => {
  const server = await useCloudflare();
  const migrations = { new_tag: "v1", steps: [{ new_classes: ["Room"] }] };
  const metadata = { migrations, bindings: [roomBinding] };
  const { result } = await server.call(
    "PUT",
    "A/workers/scripts/chat",
    uploadForm(metadata, withRoom),
  );
  expect(result.migration_tag).toBe("v1");
  expect(server.edge.served.scripts[0]?.durableObjects).toMatchObject([{ storage: "kv" }]);
});

test("declared exports provision a class once and retire it when it is declared deleted", async () => {
  const server = await useCloudflare();
  const live = { Room: { type: "durable-object", storage: "sqlite" } };
  const gone = { Room: { type: "durable-object", state: "deleted" } };
  const put = (exports: object, source: string) =>
    server.call("PUT", "A/workers/scripts/chat", uploadForm({ exports }, source));
  await put(live, withRoom);
  const namespaceId = server.edge.served.scripts[0]?.durableObjects[0]?.namespaceId;
  await put(live, withRoom);
  expect(server.edge.served.scripts[0]?.durableObjects[0]?.namespaceId).toBe(namespaceId);
  await put(gone, plain);
  expect(server.edge.served.scripts[0]?.durableObjects).toEqual([]);
});

test("a Worker that implements Durable Objects has no preview URLs", async () => {
  const server = await withDeployedRoom();
  await server.call("POST", "A/workers/scripts/chat/subdomain", { enabled: true });
  const { result } = await server.call("GET", `A/workers/workers/chat/versions/${server.first}`);
  expect(result.urls).toEqual([]);
  expect(server.cloudflare.versionByPrefix("chat", server.first.slice(0, 8))).toBeUndefined();
});
