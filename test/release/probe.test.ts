import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type HttpProbeOptions, httpProbe } from "../../release/rollout/probe.ts";

// Proves what a probe sends and how it reads an answer, against a server on this machine.

const proof = { path: "/health", versionField: "workerVersionId" };

async function useProbe(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: Partial<HttpProbeOptions> = {},
) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const connectTo = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host = { hostname: "api.example.com", scriptName: "api", connectTo, timeoutMs: 200 };
  return httpProbe({ ...host, ...options });
}

test("a pinned probe names the public host and the version", async () => {
  const seen: IncomingMessage["headers"][] = [];
  const probe = await useProbe(({ headers }, response) => {
    seen.push(headers);
    response.end();
  });
  await probe({ path: "/" }, "v1");
  await probe({ path: "/" });
  expect(seen[0]).toMatchObject({
    host: "api.example.com",
    "cloudflare-workers-version-overrides": 'api="v1"',
  });
  expect(seen[1]).not.toHaveProperty("cloudflare-workers-version-overrides");
});

test.each([
  [200, '{"workerVersionId":"v1"}', undefined, "v1"],
  [503, '{"workerVersionId":"v1"}', "status 503, expected 200", "v1"],
  [500, "<html>", "status 500, expected 200", undefined],
  [200, "<html>", "status 200, but no field workerVersionId with the version's id", undefined],
  [200, "null", "status 200, but no field workerVersionId with the version's id", undefined],
])("status %i with %s: %s", async (status, body, problem, answeredBy) => {
  const probe = await useProbe((_, response) => response.writeHead(status).end(body));
  expect(await probe(proof, "v1")).toMatchObject({ problem, answeredBy });
});

test("a route may have several right statuses", async () => {
  const probe = await useProbe((_, response) => response.writeHead(404).end());
  expect(await probe({ path: "/", statuses: [200, 404] })).toMatchObject({ problem: undefined });
});

test("no answer in time is a problem, not an exception", async () => {
  const probe = await useProbe(() => undefined);
  expect(await probe({ path: "/" })).toMatchObject({
    problem: "no answer within 200 ms",
    isUnreachable: false,
  });
});

test("an answer is not waited for once nobody wants it", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const hangs = () => controller.abort();
  const probe = await useProbe(hangs, { timeoutMs: 600_000, signal });
  expect(await probe({ path: "/" })).toMatchObject({ problem: "The operation was aborted" });
});

test("a connection that does not come about is told from a wrong answer", async () => {
  const hostname = "api.example.com";
  const probe = httpProbe({ hostname, scriptName: "api", connectTo: "http://127.0.0.1:1" });
  expect(await probe({ path: "/" })).toMatchObject({
    problem: "connect ECONNREFUSED 127.0.0.1:1",
    isUnreachable: true,
  });
});
