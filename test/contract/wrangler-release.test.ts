import { expect, test } from "vitest";
import { MANY_COMMANDS_MS, useWrangler, versionIdIn } from "./support/wrangler.ts";

/**
 * Proves that the vendor's own command line releases Workers on the local cloud, and that what it
 * was told to deploy is what answers. It does not prove that Cloudflare itself would say the same.
 */
const { cloud, wrangler } = await useWrangler();

function project(name: string, answer: string, config: object = {}): void {
  wrangler.write({
    "wrangler.json": JSON.stringify({
      name,
      main: "index.js",
      compatibility_date: "2026-11-01",
      workers_dev: true,
      routes: [{ pattern: `${name}.${cloud.zoneName}/*`, zone_name: cloud.zoneName }],
      ...config,
    }),
    "index.js": `export default { fetch: () => new Response(${JSON.stringify(answer)}) };`,
  });
}

test("whoami names the local user and account", async () => {
  const output = await wrangler.succeed(["whoami"]);
  expect(output).toContain("you@slipway-local.example");
  expect(output).toContain(cloud.accountId);
});

test("deploy serves a new Worker on its route, its workers.dev name and its custom domain", async () => {
  project("hello", "one", {
    routes: [
      { pattern: `hello.${cloud.zoneName}/*`, zone_name: cloud.zoneName },
      { pattern: `hi.${cloud.zoneName}`, custom_domain: true },
    ],
    triggers: { crons: ["*/5 * * * *"] },
  });
  const output = await wrangler.succeed(["deploy"]);
  const hosts = [
    `hello.${cloud.zoneName}`,
    `hi.${cloud.zoneName}`,
    "hello.slipway-local.workers.dev",
  ];
  for (const host of hosts) {
    expect(await cloud.visit(host)).toEqual({ status: 200, text: "one" });
  }
  expect(output).toContain("schedule: */5 * * * *");
});

test("a second deploy takes over at once", async () => {
  project("again", "one");
  await wrangler.succeed(["deploy"]);
  project("again", "two");
  await wrangler.succeed(["deploy"]);
  expect((await cloud.visit(`again.${cloud.zoneName}`)).text).toBe("two");
});

test("code that does not start is refused with the runtime's message, and the old code serves on", async () => {
  project("sturdy", "one");
  await wrangler.succeed(["deploy"]);
  wrangler.write({ "index.js": 'throw new Error("no configuration"); export default {};' });
  const { code, output } = await wrangler.run(["deploy"]);
  expect(code).toBe(1);
  expect(output).toContain("no configuration");
  expect(output).toContain("[code: 10021]");
  expect((await cloud.visit(`sturdy.${cloud.zoneName}`)).text).toBe("one");
});

test(
  "versions are uploaded, split 10/90, listed, and rolled back",
  async () => {
    project("split", "old");
    const old = versionIdIn(await wrangler.succeed(["deploy"]));
    project("split", "new");
    const upload = await wrangler.succeed([
      "versions",
      "upload",
      "--tag",
      "v2",
      "--message",
      "next",
    ]);
    const next = versionIdIn(upload);
    expect((await cloud.visit(`split.${cloud.zoneName}`)).text).toBe("old");
    const preview = await cloud.visit(`${next.slice(0, 8)}-split.slipway-local.workers.dev`);
    expect(preview.text).toBe("new");

    await wrangler.succeed(["versions", "deploy", `${next}@10%`, `${old}@90%`, "-y"]);
    const override = { "Cloudflare-Workers-Version-Overrides": `split="${next}"` };
    expect((await cloud.visit(`split.${cloud.zoneName}`, "/", override)).text).toBe("new");
    const listed = await wrangler.succeed(["deployments", "list"]);
    expect(listed).toContain(`(10%) ${next}`);
    expect(listed).toContain(`(90%) ${old}`);
    expect(await wrangler.succeed(["versions", "view", next])).toMatch(/Tag:\s+v2/);

    await wrangler.succeed(["versions", "deploy", `${next}@100%`, "-y"]);
    expect((await cloud.visit(`split.${cloud.zoneName}`)).text).toBe("new");
    await wrangler.succeed(["rollback", old, "-y", "--message", "back"]);
    expect((await cloud.visit(`split.${cloud.zoneName}`)).text).toBe("old");
  },
  MANY_COMMANDS_MS,
);

test("a Worker with static assets serves its files and its code", async () => {
  project("site", "code", { assets: { directory: "public", binding: "ASSETS" } });
  wrangler.write({ "public/hello.txt": "a file", "public/index.html": "<h1>home</h1>" });
  await wrangler.succeed(["deploy"]);
  const host = `site.${cloud.zoneName}`;
  expect((await cloud.visit(host, "/hello.txt")).text).toBe("a file");
  expect((await cloud.visit(host, "/")).text).toBe("<h1>home</h1>");
  expect((await cloud.visit(host, "/api")).text).toBe("code");
});

test("a Durable Object's migration is applied by deploy, and its object keeps its state", async () => {
  project("counter", "", {
    durable_objects: { bindings: [{ name: "COUNTER", class_name: "Counter" }] },
    migrations: [{ tag: "v1", new_sqlite_classes: ["Counter"] }],
  });
  const source = (prefix: string) => `
    import { DurableObject } from "cloudflare:workers";
    export class Counter extends DurableObject {
      async next() {
        const value = ((await this.ctx.storage.get("value")) ?? 0) + 1;
        await this.ctx.storage.put("value", value);
        return value;
      }
    }
    export default {
      async fetch(request, env) {
        return new Response("${prefix}" + (await env.COUNTER.getByName("one").next()));
      },
    };`;
  wrangler.write({ "index.js": source("a") });
  await wrangler.succeed(["deploy"]);
  const first = await cloud.visit(`counter.${cloud.zoneName}`);
  wrangler.write({ "index.js": source("b") });
  await wrangler.succeed(["deploy"]);
  const second = await cloud.visit(`counter.${cloud.zoneName}`);
  expect([first.text, second.text]).toEqual(["a1", "b2"]);
});

test("delete removes the Worker, and its name answers no more", async () => {
  project("gone", "here");
  await wrangler.succeed(["deploy"]);
  await wrangler.succeed(["delete", "--name", "gone", "--force"]);
  expect((await cloud.visit(`gone.${cloud.zoneName}`)).text).not.toBe("here");
  expect((await wrangler.run(["deployments", "list", "--name", "gone"])).code).toBe(1);
});
