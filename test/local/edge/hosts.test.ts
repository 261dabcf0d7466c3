import { expect, test } from "vitest";
import type { RuntimeScript, RuntimeVersion } from "../../../local/edge/contract.ts";
import { type Destination, HostTable, readAddress } from "../../../local/edge/front/hosts.ts";
import { script, state } from "./support.ts";

const version = { script: "site", id: "0123abcd-0000" } as RuntimeVersion;
const named = (name: string, parts: Partial<RuntimeScript> = {}) =>
  script([[version, 100]], { name, ...parts });

const table = new HostTable(
  state(
    [
      named("site"),
      named("hidden", { workersDev: { enabled: false, previewsEnabled: true } }),
      named("objects", {
        durableObjects: [{ className: "A", storage: "sqlite", namespaceId: "1" }],
      }),
      named("empty", { split: [] }),
    ],
    {
      routes: [
        { pattern: "example.com/api/*", script: "site" },
        { pattern: "both.example.com/routed/*", script: "site" },
      ],
      customDomains: [
        { hostname: "app.example.com", script: "hidden" },
        { hostname: "both.example.com", script: "hidden" },
      ],
    },
  ),
  "acme",
);

function find(hostHeader: string, path = "/"): string {
  const found: Destination = table.find(readAddress(hostHeader, "acme", undefined), path);
  if (found.kind === "page") return `${found.page.status} ${found.page.code}`;
  return found.kind === "worker" ? found.script : `${found.script} ${found.prefix}`;
}

test.each([
  ["example.com", "/api/x", "site"],
  ["example.com.localhost:8787", "/api/x", "site"],
  ["app.example.com", "/", "hidden"],
  ["APP.example.com", "/", "hidden"],
  ["both.example.com", "/routed/x", "site"],
  ["both.example.com", "/other", "hidden"],
  ["site.acme.workers.dev", "/", "site"],
  ["site.acme.workers.dev.localhost:8787", "/", "site"],
  ["site.localhost:8787", "/", "site"],
  ["0123abcd-site.acme.workers.dev", "/", "site 0123abcd"],
  ["0123abcd-site.localhost", "/", "site 0123abcd"],
  ["0123abcd-hidden.localhost", "/", "hidden 0123abcd"],
])("%s%s is answered by %s", (host, path, expected) => {
  expect(find(host, path)).toBe(expected);
});

test.each([
  ["example.com", "no Worker has the path", "523 523"],
  ["example.org", "nobody has the host", "409 1001"],
  ["127.0.0.1:8787", "an address is no host", "403 1003"],
  ["localhost:8787", "this is no host either", "403 1003"],
  ["hidden.acme.workers.dev", "the name is switched off", "404 1042"],
  ["gone.acme.workers.dev", "there is no such Worker", "404 1042"],
  ["0123abcd-objects.localhost", "a Worker with Durable Objects has no previews", "404 1042"],
  ["empty.localhost", "the Worker has no deployment", "404 1042"],
])("%s: %s", (host, _why, expected) => {
  expect(find(host)).toBe(expected);
});

test.each([
  ["feedback.example.com:8787", undefined, "https://feedback.example.com"],
  ["feedback.example.com", "http", "http://feedback.example.com"],
  ["feedback.example.com.localhost:8787", "https", "http://feedback.example.com.localhost:8787"],
])("the Worker sees %s (X-Forwarded-Proto %s) as %s", (host, proto, expected) => {
  const { scheme, host: seen } = readAddress(host, "acme", proto);
  expect(`${scheme}://${seen}`).toBe(expected);
});
