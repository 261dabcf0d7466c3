import { expect, test } from "vitest";
import { MANY_COMMANDS_MS, useWrangler, versionIdIn } from "./support/wrangler.ts";

const { cloud, wrangler } = await useWrangler();

async function deployed(name: string): Promise<string> {
  wrangler.write({
    "wrangler.json": JSON.stringify({
      name,
      main: "index.js",
      compatibility_date: "2026-11-01",
      workers_dev: true,
    }),
    "index.js": 'export default { fetch: (_, env) => new Response(env.KEY ?? "none") };',
  });
  return versionIdIn(await wrangler.succeed(["deploy"]));
}

const key = async (name: string) => (await cloud.visit(`${name}.slipway-local.workers.dev`)).text;

test(
  "secret put serves the secret at once, and a later deploy keeps it",
  async () => {
    await deployed("keeper");
    await wrangler.succeed(["secret", "put", "KEY"], "s3cret");
    expect(await key("keeper")).toBe("s3cret");
    await wrangler.succeed(["deploy"]);
    expect(await key("keeper")).toBe("s3cret");
    const listed = await wrangler.succeed(["secret", "list"]);
    expect(listed).toContain('"KEY"');
    expect(listed).not.toContain("s3cret");
  },
  MANY_COMMANDS_MS,
);

test(
  "versions secret put makes a version that waits for its deployment",
  async () => {
    await deployed("waiter");
    const output = await wrangler.succeed(["versions", "secret", "put", "KEY"], "later");
    const version = /Created version ([0-9a-f-]{36})/.exec(output)?.[1];
    expect(await key("waiter")).toBe("none");
    const refused = await wrangler.run(["secret", "put", "KEY"], "now");
    expect(refused.output).toContain("isn't currently deployed");
    await wrangler.succeed(["versions", "deploy", `${version}@100%`, "-y"]);
    expect(await key("waiter")).toBe("later");
  },
  MANY_COMMANDS_MS,
);

test(
  "a rollback behind a changed secret asks, and without a person goes on with force",
  async () => {
    const first = await deployed("changer");
    await wrangler.succeed(["secret", "put", "KEY"], "new");
    const output = await wrangler.succeed(["rollback", first, "-y", "--message", "back"]);
    expect(output).toMatch(/secrets have changed since version/);
    expect(output).toContain("* KEY");
    expect(await key("changer")).toBe("none");
  },
  MANY_COMMANDS_MS,
);
