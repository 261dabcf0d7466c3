import type { Edit } from "./edit.ts";

/** Workers, their traffic, secrets and cron triggers. */
export const workerEdits: readonly Edit[] = [
  {
    title: "a Worker's secret was put by wrangler, which deploys a version of its own",
    stack: "staging",
    verdict: "changed",
    object: "cv-worker-deployment",
    field: "versions",
    run: (vendors) =>
      vendors.account("PUT", "/workers/scripts/collective-vision-staging/secrets", {
        name: "STRIPE_SECRET_KEY",
        text: "sk_of_somebody_else",
        type: "secret_text",
      }),
  },
  {
    title: "two of a Worker's secrets were deleted, and its traffic split between what came of it",
    stack: "production",
    verdict: "changed",
    object: "cv-worker-deployment",
    field: "bindings.SLACK_WEBHOOK_URL",
    async run(vendors) {
      const script = "/workers/scripts/collective-vision-production";
      await vendors.account("DELETE", `${script}/secrets/SLACK_WEBHOOK_URL`);
      await vendors.account("DELETE", `${script}/secrets/STRIPE_SECRET_KEY`);
      const { deployments } = await vendors.account<{
        deployments: { versions: { version_id: string }[] }[];
      }>("GET", `${script}/deployments`);
      const [second, first] = deployments.map(({ versions }) => versions[0]?.version_id);
      await vendors.account("POST", `${script}/deployments?force=true`, {
        strategy: "percentage",
        versions: [
          { version_id: first, percentage: 60 },
          { version_id: second, percentage: 40 },
        ],
      });
    },
  },
  {
    title: "a cron trigger was changed",
    stack: "staging",
    verdict: "changed",
    object: "cv-worker-cron",
    field: "schedules",
    run: (vendors) =>
      vendors.account("PUT", "/workers/scripts/collective-vision-staging/schedules", [
        { cron: "0 4 * * *" },
      ]),
  },
  {
    title: "all cron triggers were deleted",
    stack: "production",
    verdict: "changed",
    object: "cv-worker-cron",
    field: "schedules",
    run: (vendors) =>
      vendors.account("PUT", "/workers/scripts/collective-vision-production/schedules", []),
  },
  {
    title: "a Worker's workers.dev address was switched on",
    stack: "staging",
    verdict: "changed",
    object: "cv-worker",
    field: "subdomain.enabled",
    run: (vendors) =>
      vendors.account("POST", "/workers/scripts/collective-vision-staging/subdomain", {
        enabled: true,
        previews_enabled: true,
      }),
  },
  {
    title: "a Worker's logs were switched off",
    stack: "production",
    verdict: "changed",
    object: "cv-worker",
    field: "observability.enabled",
    run: (vendors, declared) =>
      vendors.account("PATCH", `/workers/workers/${declared("cv-worker").id}`, {
        observability: { enabled: false },
      }),
  },
  {
    title: "a Worker that nobody declared took one of our names",
    stack: "staging",
    verdict: "unmanaged",
    object: "collective-vision-staging-copy",
    run: (vendors) =>
      vendors.account("POST", "/workers/workers", { name: "collective-vision-staging-copy" }),
    async undo(vendors) {
      const all = await vendors.account<{ id: string; name: string }[]>("GET", "/workers/workers");
      const copy = all.find(({ name }) => name === "collective-vision-staging-copy");
      await vendors.account("DELETE", `/workers/workers/${copy?.id}`);
    },
  },
];
