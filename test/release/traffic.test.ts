import { expect, test } from "vitest";
import { cloudflareTraffic } from "../../release/rollout/traffic.ts";
import { type Answer, type Call, useCloudflareServer } from "../infra/cloudflare-server.ts";

// Proves how deployments are read and made, against a server on this machine.

const path = "/accounts/a/workers/scripts/api/deployments";
const shares = [
  { versionId: "old", percentage: 90 },
  { versionId: "new", percentage: 10 },
];
const wire = {
  id: "d1",
  versions: [
    { version_id: "old", percentage: 90 },
    { version_id: "new", percentage: 10 },
  ],
  annotations: { "workers/message": "why" },
};

async function useTraffic(answer: (call: Call) => Answer, attempts?: number) {
  const { api, calls } = await useCloudflareServer(answer);
  const traffic = cloudflareTraffic({
    ...(attempts && { attempts }),
    api,
    accountId: "a",
    scriptName: "api",
    wait: async () => undefined,
  });
  return { traffic, calls: () => calls.map(({ method }) => method) };
}

test("the newest deployment is what serves, after the one that was whole", async () => {
  const before = { id: "d0", versions: [{ version_id: "old", percentage: 100 }] };
  const { traffic } = await useTraffic(() => ({ result: { deployments: [wire, before] } }));
  expect(await traffic.current()).toEqual({ id: "d1", shares, message: "why", lastWhole: "old" });
});

test("a Worker without deployments serves nothing", async () => {
  const { traffic } = await useTraffic(() => ({ result: { deployments: [] } }));
  expect(await traffic.current()).toBeUndefined();
});

test("a deployment is a POST of the split and its reason", async () => {
  const posted: Call[] = [];
  const { traffic } = await useTraffic((call) => {
    posted.push(call);
    return { result: wire };
  });
  await traffic.deploy(shares, "why");
  const { versions, annotations } = wire;
  expect(posted).toMatchObject([
    { method: "POST", path, body: { strategy: "percentage", versions, annotations } },
  ]);
});

test("a deployment that was made although its call failed is not made again", async () => {
  const { traffic, calls } = await useTraffic(({ method }) =>
    method === "POST" ? { hangUp: true } : { result: { deployments: [wire] } },
  );
  expect(await traffic.deploy(shares, "why")).toMatchObject({ id: "d1" });
  expect(calls()).toEqual(["POST", "GET"]);
});

test("a deployment that was not made is tried three times", async () => {
  const { traffic, calls } = await useTraffic(({ method }) =>
    method === "POST" ? { status: 503 } : { result: { deployments: [] } },
  );
  await expect(traffic.deploy(shares, "why")).rejects.toThrow("answered 503");
  expect(calls()).toEqual(["POST", "GET", "POST", "GET", "POST"]);
});

test("a refused deployment is not tried again", async () => {
  const { traffic, calls } = await useTraffic(() => ({ status: 400 }));
  await expect(traffic.deploy(shares, "why")).rejects.toThrow("answered 400");
  expect(calls()).toEqual(["POST"]);
});

test("whoever must not replace somebody else's deployment makes its own once", async () => {
  const { traffic, calls } = await useTraffic(() => ({ status: 503 }), 1);
  await expect(traffic.deploy(shares, "why")).rejects.toThrow("answered 503");
  expect(calls()).toEqual(["POST"]);
});
