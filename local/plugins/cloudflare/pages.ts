import { isObject, type PlainObject } from "../grpc/property-value.ts";
import {
  any,
  flag,
  integer,
  list,
  map,
  object,
  output,
  type Properties,
  type Property,
  text,
} from "../schema/property.ts";
import { accountId, cloudflareResource } from "./resource.ts";

const kept = { kept: true } as const;
const required = { required: true } as const;
const texts = (names: string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, text(kept)]));
const flags = (names: string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, flag(kept)]));
/** Bindings by their name: `{DB: {id}}`. */
const named = (...fields: string[]): Property =>
  map(object(Object.fromEntries(fields.map((field) => [field, text(required)]))));

const buildConfig = object(
  {
    buildCaching: flag(kept),
    ...texts(["buildCommand", "destinationDir", "rootDir", "webAnalyticsTag"]),
    webAnalyticsToken: text({ kept: true, secret: true }),
  },
  kept,
);

/** Values of secret variables are answered as empty; the state keeps what was sent. */
const deploymentConfig = object(
  {
    aiBindings: named("projectId"),
    analyticsEngineDatasets: named("dataset"),
    browsers: map(object({})),
    d1Databases: named("id"),
    durableObjectNamespaces: named("namespaceId"),
    envVars: map(
      object({
        type: text(required),
        value: text({ required: true, secret: true, unread: true }),
      }),
    ),
    hyperdriveBindings: named("id"),
    kvNamespaces: named("namespaceId"),
    mtlsCertificates: named("certificateId"),
    queueProducers: named("name"),
    r2Buckets: map(object({ name: text(required), jurisdiction: text() })),
    services: map(object({ service: text(required), entrypoint: text(), environment: text() })),
    vectorizeBindings: named("indexName"),
    alwaysUseLatestCompatibilityDate: flag({ default: false }),
    buildImageMajorVersion: integer({ default: 3 }),
    compatibilityDate: text(kept),
    compatibilityFlags: list(text(), kept),
    failOpen: flag({ default: true }),
    limits: object({ cpuMs: integer(required) }),
    placement: object({ mode: text() }),
    usageModel: text({ default: "standard" }),
    wranglerConfigHash: text(),
  },
  kept,
);

const source = object(
  {
    type: text(required),
    config: object(
      {
        ...flags(["deploymentsEnabled", "prCommentsEnabled", "productionDeploymentsEnabled"]),
        ...texts(["owner", "ownerId", "previewDeploymentSetting", "productionBranch"]),
        ...texts(["repoId", "repoName"]),
        pathExcludes: list(text(), kept),
        pathIncludes: list(text(), kept),
        previewBranchExcludes: list(text(), kept),
        previewBranchIncludes: list(text(), kept),
      },
      required,
    ),
  },
  {},
);

/** Deployments are no resources: they come and go without a change here. */
export const pagesProject = cloudflareResource("pagesProject", {
  collection: "/accounts/{accountId}/pages/projects",
  id: (_, state) => String(state.name),
  importId: ["accountId", "id"],
  updateWith: "PATCH",
  updateBody: "difference",
  properties: {
    accountId,
    name: text({ required: true, replaces: true }),
    productionBranch: text(required),
    buildConfig,
    deploymentConfigs: object({ preview: deploymentConfig, production: deploymentConfig }, kept),
    source,
    canonicalDeployment: output(any()),
    latestDeployment: output(any()),
    createdOn: output(text()),
    domains: output(list(text())),
    framework: output(text()),
    frameworkVersion: output(text()),
    previewScriptName: output(text()),
    productionScriptName: output(text()),
    subdomain: output(text()),
    usesFunctions: output(flag()),
  },
  answer: ({ canonical_deployment, latest_deployment, ...answer }) => ({
    ...answer,
    canonical_deployment: summaryOf(canonical_deployment),
    latest_deployment: summaryOf(latest_deployment),
  }),
});

/** Of a deployment only what says which one it is. */
function summaryOf(deployment: unknown): PlainObject | null {
  if (!isObject(deployment)) return null;
  const { id, environment, url, created_on } = deployment as Record<string, string>;
  return {
    id: id ?? "",
    environment: environment ?? "",
    url: url ?? "",
    createdOn: created_on ?? "",
  };
}

/** The name's CNAME is not made: a program declares it. */
export const pagesDomain = cloudflareResource("pagesDomain", {
  collection: "/accounts/{accountId}/pages/projects/{projectName}/domains",
  id: "name",
  importId: ["accountId", "projectName", "id"],
  updateWith: "PATCH",
  properties: {
    accountId,
    projectName: text({ required: true, replaces: true }),
    name: text({ required: true, replaces: true }),
    certificateAuthority: output(text()),
    createdOn: output(text()),
    domainId: output(text()),
    status: output(text()),
    validationData: output(
      object({
        errorMessage: text(),
        method: text(),
        status: text(),
        txtName: text(),
        txtValue: text(),
      }),
    ),
    verificationData: output(object({ errorMessage: text(), status: text() })),
    zoneTag: output(text()),
  },
});
