/**
 * Proves that Durable Objects keep their storage and alarms through deployments and restarts, and
 * that calls to them do not fail meanwhile. Their split between versions is not emulated.
 */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import type { RuntimeScript, RuntimeVersion } from "../../../local/edge/contract.ts";
import { script, startEdge, state, type TestEdge } from "./support.ts";

const counter = `import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  async add(amount) {
    const value = ((await this.ctx.storage.get("value")) ?? 0) + amount;
    await this.ctx.storage.put("value", value);
    return value;
  }
  whoami() { return this.ctx.id.name; }
  get release() { return this.env.VERSION.id; }
  wake(ms) { return this.ctx.storage.setAlarm(Date.now() + ms); }
  alarm() { return this.ctx.storage.put("woken", this.env.VERSION.id); }
  woken() { return this.ctx.storage.get("woken"); }
  rows() { return this.ctx.storage.sql.exec("SELECT 1 + 1 AS two").toArray(); }
  slow(ms) { return scheduler.wait(ms).then(() => "done"); }
  fail() { throw new RangeError("object says no"); }
  fetch(request) {
    if (request.headers.get("upgrade") !== "websocket") return new Response("object at " + request.url);
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketMessage(socket, message) { socket.send("object echoes " + message); }
}
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const stub = env.COUNTER.get(env.COUNTER.idFromName(searchParams.get("name") ?? "main"));
    switch (pathname) {
      case "/add": return new Response(String(await stub.add(1)));
      case "/release": return new Response(await stub.release);
      case "/name": return new Response(await stub.whoami());
      case "/wake": return new Response(String(await stub.wake(Number(searchParams.get("ms")))));
      case "/woken": return new Response(await stub.woken());
      case "/rows": return Response.json(await stub.rows());
      case "/slow": return new Response(await stub.slow(300));
      case "/fail": return stub.fail().catch((error) => new Response(error.name + ": " + error.message));
      default: return stub.fetch(request);
    }
  },
};`;

const borrower = `export default {
  async fetch(request, env) {
    const stub = env.THEIRS.get(env.THEIRS.idFromName("main"));
    return new Response("borrowed " + (await stub.add(10)));
  },
};`;

const namespaceId = "00112233445566778899aabbccddeeff";
const binding = { type: "durable_object_namespace", name: "COUNTER", class_name: "Counter" };

let edge: TestEdge;
let current: RuntimeVersion;

const withObjects = (versions: RuntimeVersion | [RuntimeVersion, number][]): RuntimeScript =>
  script(versions, {
    durableObjects: [{ className: "Counter", storage: "sqlite", namespaceId }],
  });

const upload = () => edge.version("counter", counter, { bindings: [binding] });

async function deploy(version: RuntimeVersion): Promise<void> {
  await edge.edge.apply(state([withObjects(version)]));
  current = version;
}

const get = async (path: string) => (await edge.get(`http://counter.localhost${path}`)).body;

beforeAll(async () => {
  edge = await startEdge();
  await deploy(upload());
});

afterAll(() => edge.close());

test("methods, properties, SQL, fetch and errors of an object work", async () => {
  expect(await get("/add?name=rpc")).toBe("1");
  expect(await get("/add?name=rpc")).toBe("2");
  expect(await get("/release")).toBe(current.id);
  expect(await get("/rows")).toBe('[{"two":2}]');
  expect(await get("/name?name=rpc")).toBe("rpc");
  expect(await get("/other")).toBe("object at http://counter.localhost/other");
  expect(await get("/fail")).toBe("RangeError: object says no");
});

test("a hibernating WebSocket reaches the object", async () => {
  const socket = new WebSocket(`${edge.edge.origin.replace("http", "ws")}/ws`, {
    headers: { host: "counter.localhost" },
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.once("open", () => socket.send("hello"));
  socket.once("message", (data) => resolve(String(data)));
  socket.once("error", reject);
  expect(await promise).toBe("object echoes hello");
  socket.close();
});

test("a deployment moves objects to the new version with their storage", async () => {
  expect(await get("/add?name=deployed")).toBe("1");
  await deploy(upload());
  expect(await get("/add?name=deployed")).toBe("2");
  expect(await get("/release")).toBe(current.id);
});

test("an alarm that was set before a deployment runs in the new version", async () => {
  let woken = "";
  // It says nothing where the alarm came before the deployment, as it may on a busy machine.
  for (const ms of [1_500, 6_000]) {
    const before = current.id;
    await get(`/wake?name=alarm-${ms}&ms=${ms}`);
    await deploy(upload());
    await expect.poll(() => get(`/woken?name=alarm-${ms}`)).not.toBe("");
    woken = await get(`/woken?name=alarm-${ms}`);
    if (woken !== before) break;
  }
  expect(woken).toBe(current.id);
});

test("calls under way and new calls get their answers while objects move", async () => {
  let isRunning = true;
  const answers: Promise<{ status: number; body: string }>[] = [];
  const load = (async () => {
    while (isRunning) {
      answers.push(edge.get("http://counter.localhost/add?name=moving"));
      await delay(20);
    }
  })();
  const slow = get("/slow?name=moving");
  await deploy(upload());
  await deploy(upload());
  isRunning = false;
  await load;
  const results = await Promise.all(answers);
  expect(results.filter(({ status }) => status !== 200)).toEqual([]);
  expect(await slow).toBe("done");
  expect(await get("/add?name=moving")).toBe(String(results.length + 1));
});

test("objects stay on the version with the larger share", async () => {
  const old = current;
  const fresh = upload();
  await edge.edge.apply(
    state([
      withObjects([
        [old, 60],
        [fresh, 40],
      ]),
    ]),
  );
  expect(await get("/release")).toBe(old.id);
  await edge.edge.apply(
    state([
      withObjects([
        [old, 50],
        [fresh, 50],
      ]),
    ]),
  );
  expect(await get("/release")).toBe(old.id);
  await edge.edge.apply(
    state([
      withObjects([
        [old, 10],
        [fresh, 90],
      ]),
    ]),
  );
  expect(await get("/release")).toBe(fresh.id);
  current = fresh;
});

test("another Worker's binding reaches the same objects", async () => {
  const theirs = {
    type: "durable_object_namespace",
    name: "THEIRS",
    class_name: "Counter",
    script_name: "counter",
  };
  const version = edge.version("borrower", borrower, { bindings: [theirs] });
  const before = Number(await get("/add"));
  await edge.edge.apply(state([withObjects(current), script(version)]));
  expect((await edge.get("http://borrower.localhost/")).body).toBe(`borrowed ${before + 10}`);
});

test("a binding to a class that no deployed Worker has is refused by name", async () => {
  const version = edge.version("lost", borrower, {
    bindings: [
      {
        type: "durable_object_namespace",
        name: "THEIRS",
        class_name: "Nobody",
        script_name: "counter",
      },
    ],
  });
  await expect(edge.edge.apply(state([withObjects(current), script(version)]))).rejects.toThrow(
    'Worker "lost" was not changed: Worker "counter" has no Durable Object class "Nobody".',
  );
});

test("storage survives a restart of the edge", async () => {
  expect(await get("/add?name=restart")).toBe("1");
  await edge.restart();
  await deploy(current);
  expect(await get("/add?name=restart")).toBe("2");
});

test("objects of a deleted Worker are gone when one of the same name comes again", async () => {
  expect(await get("/add?name=deleted")).toBe("1");
  await edge.edge.apply(state([]));
  await deploy(current);
  expect(await get("/add?name=deleted")).toBe("1");
});
