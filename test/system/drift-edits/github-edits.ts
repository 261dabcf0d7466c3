import sodium from "libsodium-wrappers";
import type { Vendors } from "../support/vendors.ts";
import type { Edit } from "./edit.ts";

/** Who may deploy, and what workflows are given. */
export const githubEdits: readonly Edit[] = [
  {
    title: "an environment's wait timer was changed",
    stack: "production",
    verdict: "changed",
    object: "delivery",
    field: "waitTimer",
    run: (vendors) => vendors.github("PUT", "/environments/production", protection({ wait: 0 })),
  },
  {
    title: "an environment's reviewers were removed",
    stack: "production",
    verdict: "changed",
    object: "delivery",
    field: "reviewers",
    run: (vendors) => vendors.github("PUT", "/environments/production", protection({ wait: 0 })),
  },
  {
    title: "an environment's administrators were let around the rules",
    stack: "staging",
    verdict: "changed",
    object: "delivery",
    field: "canAdminsBypass",
    run: (vendors) =>
      vendors.github("PUT", "/environments/staging", {
        ...protection({ wait: 0 }),
        can_admins_bypass: true,
      }),
  },
  {
    title: "a branch that may be deployed was deleted",
    stack: "production",
    verdict: "missing",
    object: "delivery-branch-main",
    run: (vendors, declared) =>
      vendors.github(
        "DELETE",
        `/environments/production/deployment-branch-policies/${declared("delivery-branch-main").id.split(":")[2]}`,
      ),
  },
  {
    title: "a branch was allowed to be deployed",
    stack: "production",
    verdict: "unmanaged",
    object: "production: hotfix/*",
    run: (vendors) =>
      vendors.github("POST", "/environments/production/deployment-branch-policies", {
        name: "hotfix/*",
      }),
    async undo(vendors) {
      const path = "/environments/production/deployment-branch-policies";
      const { branch_policies: all } = await vendors.github<{
        branch_policies: { id: number; name: string }[];
      }>("GET", path);
      const policy = all.find(({ name }) => name === "hotfix/*");
      await vendors.github("DELETE", `${path}/${policy?.id}`);
    },
  },
  {
    title: "a variable was changed",
    stack: "staging",
    verdict: "changed",
    object: "delivery-cloudflare-account-id",
    field: "value",
    run: (vendors) =>
      vendors.github("PATCH", "/environments/staging/variables/CLOUDFLARE_ACCOUNT_ID", {
        value: "another",
      }),
  },
  {
    title: "a variable was deleted",
    stack: "production",
    verdict: "missing",
    object: "delivery-cloudflare-account-id",
    run: (vendors) =>
      vendors.github("DELETE", "/environments/production/variables/CLOUDFLARE_ACCOUNT_ID"),
  },
  {
    title: "a variable was added",
    stack: "staging",
    verdict: "unmanaged",
    object: "staging: DEBUG",
    run: (vendors) =>
      vendors.github("POST", "/environments/staging/variables", { name: "DEBUG", value: "1" }),
    undo: (vendors) => vendors.github("DELETE", "/environments/staging/variables/DEBUG"),
  },
  {
    title: "a secret got another value",
    stack: "staging",
    verdict: "changed",
    object: "delivery-cloudflare-api-token",
    field: "remoteUpdatedAt",
    run: (vendors) => putSecret(vendors, "staging", "CLOUDFLARE_API_TOKEN"),
  },
  {
    title: "a secret was deleted",
    stack: "production",
    verdict: "missing",
    object: "delivery-slack-webhook-url",
    run: (vendors) =>
      vendors.github("DELETE", "/environments/production/secrets/SLACK_WEBHOOK_URL"),
  },
  {
    title: "a secret was added",
    stack: "production",
    verdict: "unmanaged",
    object: "production: NPM_TOKEN",
    run: (vendors) => putSecret(vendors, "production", "NPM_TOKEN"),
    undo: (vendors) => vendors.github("DELETE", "/environments/production/secrets/NPM_TOKEN"),
  },
  {
    title: "a ruleset was switched off",
    stack: "production",
    verdict: "changed",
    object: "repository-main",
    field: "enforcement",
    run: (vendors, declared) =>
      vendors.github("PUT", `/rulesets/${declared("repository-main").id}`, {
        enforcement: "disabled",
      }),
  },
  {
    title: "somebody was let around a ruleset",
    stack: "production",
    verdict: "changed",
    object: "repository-main",
    field: "bypassActors",
    run: (vendors, declared) =>
      vendors.github("PUT", `/rulesets/${declared("repository-main").id}`, {
        bypass_actors: [{ actor_id: 1, actor_type: "OrganizationAdmin", bypass_mode: "always" }],
      }),
  },
];

function protection({ wait }: { wait: number }) {
  return {
    wait_timer: wait,
    prevent_self_review: false,
    reviewers: null,
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    can_admins_bypass: false,
  };
}

async function putSecret(vendors: Vendors, environment: string, name: string): Promise<void> {
  const path = `/environments/${environment}/secrets`;
  const { key, key_id } = await vendors.github<{ key: string; key_id: string }>(
    "GET",
    `${path}/public-key`,
  );
  await sodium.ready;
  const publicKey = sodium.from_base64(key, sodium.base64_variants.ORIGINAL);
  const encrypted_value = sodium.to_base64(
    sodium.crypto_box_seal("of somebody else", publicKey),
    sodium.base64_variants.ORIGINAL,
  );
  await vendors.github("PUT", `${path}/${name}`, { encrypted_value, key_id });
}
