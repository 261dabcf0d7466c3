/**
 * PagerDuty's own client. Its REST half takes any address; its Events half insists on https, so it
 * is given a TLS front with a certificate made for the test.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer as createTlsServer, globalAgent } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acknowledge, api, change, resolve, trigger } from "@pagerduty/pdjs";
import { expect, onTestFinished, test } from "vitest";
import { createPagerduty } from "../../local/vendors/pagerduty/index.ts";
import { pick, pluck } from "../local/support/pick.ts";
import { useVendor } from "../local/support/vendor-server.ts";

const token = "local-pagerduty";
const headers = { From: "ada@example.com" };

test("the client declares on-call, pages through lists, and reads what it wrote", async () => {
  const { url } = await useVendor(createPagerduty);
  const { serviceId } = await declareService(url);
  const service = await api({ token, url: `${url}/services/${serviceId}` });
  expect(service.response.status).toBe(200);
  expect(service.data).toMatchObject({ service: { name: "API", status: "active" } });
  const first = await api({ token, url: `${url}/users`, queryParameters: { limit: "3" } });
  const second = await first.next?.();
  expect(pluck(first.data, "users", "name")).toHaveLength(3);
  expect(pluck(second?.data, "users", "name")).toEqual(["Dana Ruiz", "Evelyn Hart"]);
  expect(second?.next).toBeUndefined();
});

test("the client's events open, acknowledge and resolve an incident", async () => {
  const { url, origin } = await useVendor(createPagerduty);
  const { routingKey } = await declareService(url);
  const server = `${await useTlsFront(origin)}/pagerduty`;
  const payload = { summary: "High Error Rate", source: "test", severity: "critical" as const };
  const data = { routing_key: routingKey, dedup_key: "errors", payload };
  const status = async () => {
    const { data } = await api({ token, url: `${url}/incidents` });
    return pluck(data, "incidents", "status");
  };
  const opened = await trigger({ server, data: { ...data, event_action: "trigger" } });
  expect([opened.response.status, opened.data]).toEqual([
    202,
    { status: "success", message: "Event processed", dedup_key: "errors" },
  ]);
  expect(await status()).toEqual(["triggered"]);
  await acknowledge({ server, data: { ...data, event_action: "acknowledge" } });
  expect(await status()).toEqual(["acknowledged"]);
  await resolve({ server, data: { ...data, event_action: "resolve" } });
  expect(await status()).toEqual(["resolved"]);
  const event = { routing_key: routingKey, payload: { summary: "Deployed", source: "test" } };
  const changed = await change({ server, data: event as Parameters<typeof change>[0]["data"] });
  expect(changed.response.status).toBe(202);
});

async function declareService(url: string): Promise<{ serviceId: string; routingKey: string }> {
  const post = async (path: string, data: object) =>
    (await api({ token, headers, method: "POST", url: url + path, data })).data;
  const targets = [{ id: "PUADA01", type: "user_reference" }];
  const policy = await post("/escalation_policies", {
    escalation_policy: {
      name: "Default",
      escalation_rules: [{ escalation_delay_in_minutes: 10, targets }],
    },
  });
  const service = await post("/services", {
    service: { name: "API", escalation_policy: { id: pick(policy, "escalation_policy.id") } },
  });
  const serviceId = pick(service, "service.id");
  const integration = await post(`/services/${serviceId}/integrations`, {
    integration: { name: "Events", type: "events_api_v2_inbound_integration" },
  });
  return { serviceId, routingKey: pick(integration, "integration.integration_key") };
}

/** @returns host and port of a TLS listener that passes every request on to `origin`. */
async function useTlsFront(origin: string): Promise<string> {
  const { key, cert } = selfSignedCertificate();
  const front = createTlsServer({ key, cert }, (incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const onward = request(origin + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => front.listen(0, "127.0.0.1", listening));
  const trusted = globalAgent.options.ca;
  globalAgent.options.ca = cert;
  onTestFinished(() => {
    globalAgent.options.ca = trusted;
    globalAgent.destroy();
    front.closeAllConnections();
    front.close();
  });
  return `localhost:${(front.address() as AddressInfo).port}`;
}

function selfSignedCertificate(): { key: string; cert: string } {
  const directory = mkdtempSync(join(tmpdir(), "slipway-tls-"));
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", key, "-out", cert];
  const kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"];
  execFileSync("openssl", [...kind, ...subject, ...files], { stdio: "pipe" });
  const pair = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  rmSync(directory, { recursive: true });
  return pair;
}
