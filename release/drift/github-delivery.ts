import type { GithubApi } from "../github-api.ts";
import type { Declared } from "./declared.ts";
import type { FieldChange, Finding } from "./finding.ts";
import type { RefreshedResource } from "./refreshed-resource.ts";
import { unmanaged } from "./unmanaged.ts";

interface ProtectionRule {
  readonly type: string;
  readonly reviewers?: readonly { readonly reviewer: { readonly id: number } }[];
}

interface WireEnvironment {
  readonly protection_rules?: readonly ProtectionRule[];
}

/** What the provider does not see of a deployment environment, and what somebody added to it. */
export async function githubFindings(
  api: GithubApi,
  declared: Declared,
): Promise<readonly Finding[]> {
  const environments = declared
    .ofKind("RepositoryEnvironment")
    .filter(({ outcome }) => outcome === "found");
  const checked = environments.map((environment) => checkEnvironment(api, declared, environment));
  const bypasses = declared
    .ofKind("RepositoryRuleset")
    .filter(({ outcome }) => outcome === "found")
    .map((ruleset) => checkBypass(api, declared, ruleset));
  return (await Promise.all([...checked, ...bypasses])).flat();
}

async function checkEnvironment(
  api: GithubApi,
  declared: Declared,
  environment: RefreshedResource,
): Promise<Finding[]> {
  const name = String(environment.inputs.environment);
  const path = `/repositories/${environment.outputs.repositoryId}/environments/${encodeURIComponent(name)}`;
  const [found, ...strangers] = await Promise.all([
    api("GET", path),
    ...additions.map((each) => additionsTo(api, path, name, each, declared)),
  ]);
  const change = reviewersChange(environment, (found as WireEnvironment).protection_rules ?? []);
  return [...changedFindings(declared.stack, environment, change), ...strangers.flat()];
}

/**
 * The provider leaves reviewers that were all removed as they are in state.
 * @see https://github.com/integrations/terraform-provider-github/issues/3609
 */
export function reviewersChange(
  { inputs }: Pick<RefreshedResource, "inputs">,
  rules: readonly ProtectionRule[],
): FieldChange[] {
  const [wanted] = (inputs.reviewers ?? []) as readonly { users?: number[]; teams?: number[] }[];
  const declared = [...(wanted?.users ?? []), ...(wanted?.teams ?? [])].sort();
  const found = rules
    .flatMap(({ reviewers = [] }) => reviewers.map(({ reviewer }) => reviewer.id))
    .sort();
  return declared.join() === found.join() ? [] : [{ path: "reviewers", declared, found }];
}

/** Who may pass a ruleset: the provider loses changes of it. @see https://github.com/integrations/terraform-provider-github/issues/3509 */
async function checkBypass(
  api: GithubApi,
  declared: Declared,
  ruleset: RefreshedResource,
): Promise<Finding[]> {
  const [environment] = declared.ofKind("RepositoryEnvironment");
  if (environment === undefined || ruleset.inputs.bypassActors !== undefined) return [];
  const path = `/repositories/${environment.outputs.repositoryId}/rulesets/${ruleset.id}`;
  const { bypass_actors: found = [] } = (await api("GET", path)) as {
    bypass_actors?: readonly unknown[];
  };
  const change = { path: "bypassActors", declared: [], found };
  return changedFindings(declared.stack, ruleset, found.length === 0 ? [] : [change]);
}

function changedFindings(
  stack: string,
  { urn, name: object, type }: RefreshedResource,
  changes: readonly FieldChange[],
): Finding[] {
  if (changes.length === 0) return [];
  const kind = type.split(":").at(-1) ?? type;
  const remedy = { kind: "update", urn, hasDependents: false } as const;
  return [{ stack, verdict: "changed", object, kind, urn, changes, remedies: [remedy] }];
}

/** What an environment holds by name, and the resource that declares one. */
interface Addition {
  readonly kind: string;
  /** Below the environment. */
  readonly path: string;
  readonly listIn: string;
  readonly resource: string;
  /** The part of the resource's id that tells it: `repository:environment:part`. */
  readonly key: "id" | "name";
}

const additions: readonly Addition[] = [
  {
    kind: "deployment branch policy",
    path: "deployment-branch-policies",
    listIn: "branch_policies",
    resource: "RepositoryEnvironmentDeploymentPolicy",
    key: "id",
  },
  {
    kind: "environment secret",
    path: "secrets",
    listIn: "secrets",
    resource: "ActionsEnvironmentSecret",
    key: "name",
  },
  {
    kind: "environment variable",
    path: "variables",
    listIn: "variables",
    resource: "ActionsEnvironmentVariable",
    key: "name",
  },
];

async function additionsTo(
  api: GithubApi,
  environmentPath: string,
  environment: string,
  { kind, path, listIn, resource, key }: Addition,
  declared: Declared,
): Promise<Finding[]> {
  const answer = await api("GET", `${environmentPath}/${path}?per_page=100`);
  const rows = (answer as Record<string, readonly { id?: number; name: string }[]>)[listIn] ?? [];
  const known = new Set(declared.ofKind(resource).map(({ id }) => id.split(":").at(-1)));
  return rows
    .filter((row) => !known.has(String(row[key])))
    .map((row) =>
      unmanaged(declared.stack, {
        kind,
        object: `${environment}: ${row.name}`,
        deletion: `DELETE ${environmentPath}/${path}/${row[key]}`,
      }),
    );
}
