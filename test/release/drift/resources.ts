import { ownNames } from "../../../infra/naming.ts";
import { Declared } from "../../../release/drift/declared.ts";
import type { RefreshedResource } from "../../../release/drift/refreshed-resource.ts";

/** A resource that is as declared, by default. */
export function resource(part: Partial<RefreshedResource> & { type: string }): RefreshedResource {
  const name = part.name ?? "thing";
  const outputs = part.outputs ?? {};
  return {
    urn: `urn:pulumi:staging::slipway::${part.type}::${name}`,
    name,
    id: "an-id",
    inputs: {},
    outputs,
    outcome: "found",
    found: part.outcome === undefined ? outputs : undefined,
    repairable: [],
    ...part,
  };
}

/** Staging's state, with the names that the program makes. */
export function declare(
  resources: readonly RefreshedResource[],
  elsewhere: readonly RefreshedResource[] = [],
): Declared {
  return new Declared({ stack: "staging", resources, elsewhere, names: ownNames });
}

export const types = {
  worker: "cloudflare:index/worker:Worker",
  route: "cloudflare:index/workersRoute:WorkersRoute",
  queue: "cloudflare:index/queue:Queue",
  namespace: "cloudflare:index/workersKvNamespace:WorkersKvNamespace",
  deployment: "cloudflare:index/workersDeployment:WorkersDeployment",
  secret: "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
  service: "pagerduty:index/service:Service",
  usergroup: "slack:index/usergroup:Usergroup",
} as const;
