import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import { describeSplit, isSameSplit, type Share } from "../rollout/traffic.ts";
import type { Declared } from "./declared.ts";
import type { FieldChange, Finding } from "./finding.ts";
import { differingPaths } from "./property-difference.ts";
import type { RefreshedResource } from "./refreshed-resource.ts";
import type { Remedy } from "./remedy.ts";

/** Who serves a Worker's requests; the newest deployment. */
export interface LiveTraffic {
  readonly shares: readonly Share[];
  readonly createdOn: string;
  /** An e-mail address; empty where the vendor does not say. */
  readonly by: string;
  /** `deployment`, `secret`, `rollback` … */
  readonly trigger: string;
}

/** What a version consists of, as far as the vendor tells: no secret has a value here. */
export interface VersionContent {
  /** By name. */
  readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** A digest. */
  readonly code: string;
  readonly runtime: unknown;
}

/**
 * Compares the split that serves with the declared one, which providers cannot: they read a deployment
 * by its id, and it is there for ever. Versions never change, so a Worker whose declared version has all
 * traffic has exactly the declared code, variables and secrets; no value of a secret need be read.
 */
export async function trafficFindings(
  api: CloudflareApi,
  declared: Declared,
): Promise<readonly Finding[]> {
  const checked = declared
    .ofKind("WorkersDeployment")
    .filter(({ outcome }) => outcome === "found")
    .map((deployment) => checkTraffic(api, declared.stack, deployment));
  return (await Promise.all(checked)).flat();
}

async function checkTraffic(
  api: CloudflareApi,
  stack: string,
  deployment: RefreshedResource,
): Promise<Finding[]> {
  const { accountId, scriptName } = deployment.inputs;
  const script = `/accounts/${accountId}/workers/scripts/${scriptName}`;
  const live = await readLive(api, script);
  const shares = deployment.inputs.versions as readonly Share[];
  if (live === undefined || isSameSplit(live.shares, shares)) return [];
  const read = (id: string) => readVersion(api, script, id);
  const [declaredVersion, foundVersion] = await Promise.all([
    read(mainVersion(shares)),
    read(mainVersion(live.shares, shares)),
  ]);
  const changes = contentChanges(declaredVersion, foundVersion);
  return [trafficFinding(stack, deployment, shares, live, changes)];
}

/** The version to compare: one that is not declared, where there is any. */
function mainVersion(shares: readonly Share[], declared: readonly Share[] = []): string {
  const known = new Set(declared.map(({ versionId }) => versionId));
  const foreign = shares.find(({ versionId }) => !known.has(versionId));
  return (foreign ?? shares[0])?.versionId ?? "";
}

function trafficFinding(
  stack: string,
  deployment: Pick<RefreshedResource, "urn" | "name" | "inputs">,
  declared: readonly Share[],
  live: LiveTraffic,
  contents: readonly FieldChange[],
): Finding {
  const { urn, name: object } = deployment;
  const split = {
    path: "versions",
    declared: describeSplit(declared),
    found: describeSplit(live.shares),
  };
  const { scriptName, annotations } = deployment.inputs;
  const remedy: Remedy = {
    kind: "rollout",
    scriptName: String(scriptName),
    message: (annotations as { workersMessage?: string } | undefined)?.workersMessage ?? "",
    versionId: declared[0]?.versionId ?? "",
  };
  const changes = [split, ...contents];
  const note = noteOf(live);
  return {
    stack,
    verdict: "changed",
    object,
    kind: "WorkersDeployment",
    urn,
    changes,
    note,
    remedies: [remedy],
  };
}

function noteOf({ createdOn, by, trigger }: LiveTraffic): string {
  const who = by === "" ? "" : ` by ${by}`;
  const secret =
    trigger === "secret"
      ? " It was a change of a secret, which makes a version of its own and deploys it."
      : "";
  return `Deployed ${createdOn}${who}.${secret}`;
}

/** Where two versions differ: `bindings.LOG_LEVEL`, `code`, `runtime`. */
export function contentChanges(declared: VersionContent, found: VersionContent): FieldChange[] {
  const names = new Set([...Object.keys(declared.bindings), ...Object.keys(found.bindings)]);
  const bindings = [...names].sort().map((name) => ({
    path: `bindings.${name}`,
    declared: declared.bindings[name],
    found: found.bindings[name],
  }));
  const rest = (["code", "runtime"] as const).map((path) => ({
    path,
    declared: declared[path],
    found: found[path],
  }));
  return [...bindings, ...rest].filter(
    (change) => differingPaths(change.declared, change.found).length > 0,
  );
}

interface WireDeployment {
  readonly created_on: string;
  readonly author_email?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly versions: readonly { readonly version_id: string; readonly percentage: number }[];
}

/** @see https://developers.cloudflare.com/api/resources/workers/subresources/scripts/subresources/deployments/ */
async function readLive(api: CloudflareApi, script: string): Promise<LiveTraffic | undefined> {
  const answer = await api("GET", `${script}/deployments`);
  const [newest] = (answer as { deployments: readonly WireDeployment[] }).deployments;
  if (newest === undefined) return undefined;
  return {
    shares: newest.versions.map(({ version_id, percentage }) => ({
      versionId: version_id,
      percentage,
    })),
    createdOn: newest.created_on,
    by: newest.author_email ?? "",
    trigger: newest.annotations?.["workers/triggered_by"] ?? "",
  };
}

interface WireVersion {
  readonly resources: {
    readonly bindings: readonly { readonly name: string }[];
    readonly script?: { readonly etag?: string };
    readonly script_runtime?: unknown;
  };
}

async function readVersion(
  api: CloudflareApi,
  script: string,
  id: string,
): Promise<VersionContent> {
  const { resources } = (await api("GET", `${script}/versions/${id}`)) as WireVersion;
  return {
    bindings: Object.fromEntries(resources.bindings.map(({ name, ...rest }) => [name, rest])),
    code: resources.script?.etag ?? "",
    runtime: resources.script_runtime,
  };
}
