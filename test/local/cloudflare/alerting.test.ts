import { expect, test } from "vitest";
import { useCloudflare } from "../support/cloudflare-server.ts";

const webhook = { name: "pager", url: "https://example.com/hook", secret: "s3cret" };
const policy = { name: "errors", alert_type: "workers_alert", enabled: true, filters: {} };

async function withWebhook() {
  const server = await useCloudflare();
  const path = "A/alerting/v3/destinations/webhooks";
  const { result } = await server.call<{ id: string }>("POST", path, webhook);
  return { ...server, webhookId: result.id, webhookPath: `${path}/${result.id}` };
}

test("a webhook is answered without its secret, and keeps its URL", async () => {
  const { call, webhookPath } = await withWebhook();
  await call("PUT", webhookPath, { ...webhook, name: "new", url: "https://example.com/other" });
  const { result } = await call("GET", webhookPath);
  expect(result).toMatchObject({ name: "new", url: webhook.url, type: "generic" });
  expect(result).not.toHaveProperty("secret");
});

test("a policy tells a webhook and is answered with what was sent", async () => {
  const { call, webhookId } = await withWebhook();
  const mechanisms = { webhooks: [{ id: webhookId }], email: [] };
  const created = await call("POST", "A/alerting/v3/policies", { ...policy, mechanisms });
  const path = `A/alerting/v3/policies/${created.result.id}`;
  await call("PUT", path, { enabled: false });
  const { result } = await call("GET", path);
  expect(result).toMatchObject({
    ...policy,
    enabled: false,
    mechanisms: { webhooks: [{ id: webhookId }] },
  });
});

test("a policy that tells nobody is refused", async () => {
  const { call } = await useCloudflare();
  const answer = await call("POST", "A/alerting/v3/policies", { ...policy, mechanisms: {} });
  expect(answer.errors[0]?.code).toBe(17102);
});

test("a webhook that a policy uses is not deleted", async () => {
  const { call, webhookId, webhookPath } = await withWebhook();
  const mechanisms = { webhooks: [{ id: webhookId }] };
  const created = await call("POST", "A/alerting/v3/policies", { ...policy, mechanisms });
  expect((await call("DELETE", webhookPath)).status).toBe(400);
  await call("DELETE", `A/alerting/v3/policies/${created.result.id}`);
  expect((await call("DELETE", webhookPath)).status).toBe(200);
});
