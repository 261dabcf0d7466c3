import type { Edit } from "./edit.ts";

const zone = "/zones/10ca1c10ad00000000000000000000e1";

/** What leads to Workers. */
export const routingEdits: readonly Edit[] = [
  {
    title: "a route was deleted",
    stack: "staging",
    verdict: "missing",
    object: "cv-worker-route-public",
    run: (vendors, declared) =>
      vendors.cloudflare(
        "DELETE",
        `${zone}/workers/routes/${declared("cv-worker-route-public").id}`,
      ),
  },
  {
    title: "a route was given to another Worker",
    stack: "production",
    verdict: "changed",
    object: "cv-worker-route-public",
    field: "script",
    run: (vendors, declared) =>
      vendors.cloudflare("PUT", `${zone}/workers/routes/${declared("cv-worker-route-public").id}`, {
        pattern: "feedback.example.com/*",
        script: "collective-vision-staging",
      }),
  },
  {
    title: "a route was added that takes a part of our host away",
    stack: "production",
    verdict: "unmanaged",
    object: "feedback.example.com/admin/*",
    run: (vendors) =>
      vendors.cloudflare("POST", `${zone}/workers/routes`, {
        pattern: "feedback.example.com/admin/*",
        script: "collective-vision-staging",
      }),
    async undo(vendors) {
      const all = await vendors.cloudflare<{ id: string; pattern: string }[]>(
        "GET",
        `${zone}/workers/routes`,
      );
      const route = all.find(({ pattern }) => pattern === "feedback.example.com/admin/*");
      await vendors.cloudflare("DELETE", `${zone}/workers/routes/${route?.id}`);
    },
  },
  {
    title: "a custom domain was attached to our Worker",
    stack: "staging",
    verdict: "unmanaged",
    object: "old-feedback.example.com",
    run: (vendors) =>
      vendors.account("PUT", "/workers/domains", {
        hostname: "old-feedback.example.com",
        service: "collective-vision-staging",
        zone_id: zone.split("/").at(-1),
        environment: "production",
      }),
    async undo(vendors) {
      const [domain] = await vendors.account<{ id: string }[]>("GET", "/workers/domains");
      await vendors.account("DELETE", `/workers/domains/${domain?.id}`);
    },
  },
  {
    title: "a DNS record was pointed elsewhere",
    stack: "staging",
    verdict: "changed",
    object: "cv-worker-dns-public",
    field: "content",
    run: (vendors, declared) =>
      vendors.cloudflare("PATCH", `${zone}/dns_records/${declared("cv-worker-dns-public").id}`, {
        content: "2001:db8::1",
      }),
  },
  {
    title: "a DNS record was deleted",
    stack: "production",
    verdict: "missing",
    object: "cv-worker-dns-public",
    run: (vendors, declared) =>
      vendors.cloudflare("DELETE", `${zone}/dns_records/${declared("cv-worker-dns-public").id}`),
  },
  {
    title: "a second DNS record was added to our host",
    stack: "staging",
    verdict: "unmanaged",
    object: "A staging-feedback.example.com",
    run: (vendors) =>
      vendors.cloudflare("POST", `${zone}/dns_records`, {
        type: "A",
        name: "staging-feedback.example.com",
        content: "192.0.2.7",
        ttl: 60,
        proxied: false,
      }),
    async undo(vendors) {
      const all = await vendors.cloudflare<{ id: string; content: string }[]>(
        "GET",
        `${zone}/dns_records?name=staging-feedback.example.com`,
      );
      const record = all.find(({ content }) => content === "192.0.2.7");
      await vendors.cloudflare("DELETE", `${zone}/dns_records/${record?.id}`);
    },
  },
];
