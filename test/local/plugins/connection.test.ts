/** Proves that engines do not disturb each other, and that nothing leaves the local cloud. */
import { expect, test } from "vitest";
import { usePlugins } from "./support/engine.ts";
import { cloudflareAnswer, useFakeApi } from "./support/fake-api.ts";

const NAMESPACE = "cloudflare:index/workersKvNamespace:WorkersKvNamespace";
const POST = "POST /client/v4/accounts/a/storage/kv/namespaces";
const created = cloudflareAnswer({ id: "k1", title: "t" });

test("each connection has its own endpoint and credential", async () => {
  const [one, two] = [await useFakeApi({ [POST]: created }), await useFakeApi({ [POST]: created })];
  const rig = await usePlugins(one.origin);
  const byDefault = await rig.connect("cloudflare");
  const elsewhere = await rig.connect("cloudflare", {
    baseUrl: `${two.origin}/client/v4/`,
    apiToken: "local-other",
  });
  const inputs = { accountId: "a", title: "t" };
  await Promise.all([byDefault.create(NAMESPACE, inputs), elsewhere.create(NAMESPACE, inputs)]);
  expect(one.received.map(({ headers }) => headers.authorization)).toEqual(["Bearer local-test"]);
  expect(two.received.map(({ headers }) => headers.authorization)).toEqual(["Bearer local-other"]);
});

test("a credential that may be a real one is refused, and not repeated in the message", async () => {
  const api = await useFakeApi();
  const rig = await usePlugins(api.origin);
  const refused = rig.connect("cloudflare", { apiToken: "v1.0-real" });
  await expect(refused).rejects.toThrow(
    'The provider cloudflare is attached to the local cloud, but its config has a apiToken that may be a real one. Leave cloudflare:apiToken out of the stack\'s config, or give one that starts with "local-".',
  );
  await expect(refused).rejects.not.toThrow("v1.0-real");
  expect(api.received).toEqual([]);
});

test.each(["https://api.cloudflare.com/client/v4", "http://localhost.example.com/", "not a url"])(
  "the base URL %s is refused",
  async (baseUrl) => {
    const rig = await usePlugins("http://127.0.0.1:1");
    await expect(rig.connect("cloudflare", { baseUrl })).rejects.toThrow(
      `cloudflare:baseUrl is "${baseUrl}". Leave it out, or give a URL on this machine.`,
    );
  },
);

test("GitHub's base URL may be given with and without its API path", async () => {
  const api = await useFakeApi({ "GET /api/v3/orgs/acme": { body: { id: 7 } } });
  const rig = await usePlugins(api.origin);
  await rig.connect("github", { baseUrl: `${api.origin}/` });
  await rig.connect("github", { baseUrl: `${api.origin}/api/v3/` });
  expect(api.calls()).toEqual(["GET /api/v3/orgs/acme", "GET /api/v3/orgs/acme"]);
});

test("a cancelled engine's waits end, another's go on", async () => {
  const busy = { status: 503, headers: { "retry-after": "30" }, body: {} };
  const api = await useFakeApi({ [POST]: [busy, created] });
  const rig = await usePlugins(api.origin);
  const [first, second] = [await rig.connect("cloudflare"), await rig.connect("cloudflare")];
  const waiting = first.create(NAMESPACE, { accountId: "a", title: "t" });
  const refused = expect(waiting).rejects.toThrow("aborted");
  await expect.poll(() => api.received.length).toBe(1);
  await first.cancel();
  await refused;
  await expect(second.create(NAMESPACE, { accountId: "a", title: "t" })).resolves.toMatchObject({
    id: "k1",
  });
});

test("the schema that the engine may ask for has every resource", async () => {
  const rig = await usePlugins("http://127.0.0.1:1");
  const engine = await rig.connect("slack");
  expect(Object.keys((await engine.schema()).resources)).toEqual([
    "slack:index/conversation:Conversation",
    "slack:index/usergroup:Usergroup",
  ]);
});
