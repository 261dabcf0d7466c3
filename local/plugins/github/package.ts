import type { ProviderPackage } from "../resource.ts";
import { any, flag, integer, list, text } from "../schema/property.ts";
import { GithubClient } from "./client.ts";
import { repositoryEnvironment, repositoryEnvironmentDeploymentPolicy } from "./environment.ts";
import { getRepository, getTeam, getUser } from "./functions.ts";
import { issueLabel, issueLabels } from "./labels.ts";
import {
  actionsRepositoryPermissions,
  repositoryDependabotSecurityUpdates,
  workflowRepositoryPermissions,
} from "./permissions.ts";
import { githubRepository } from "./repository.ts";
import { repositoryRuleset } from "./ruleset.ts";
import { actionsEnvironmentSecret, actionsSecret } from "./secrets.ts";
import { team, teamMembership, teamRepository } from "./team.ts";
import { actionsEnvironmentVariable, actionsVariable } from "./variables.ts";

/**
 * Follows @pulumi/github 6.15.0 (Terraform provider 6.13.0). BranchProtection is not here: it is
 * made through GraphQL, which the local cloud does not have. Rulesets do the same by REST.
 */
export const github: ProviderPackage<GithubClient> = {
  name: "github",
  version: "6.15.0",
  dialect: { zeroIsAbsent: true },
  config: {
    appAuth: any(),
    baseUrl: text(),
    cachePath: text(),
    insecure: flag(),
    legacyClient: flag(),
    maxPerPage: integer(),
    maxRetries: integer(),
    organization: text(),
    owner: text(),
    parallelRequests: flag(),
    readDelayMs: integer(),
    retryDelayMs: integer(),
    retryableErrors: list(integer()),
    token: text({ secret: true }),
    writeDelayMs: integer(),
  },
  overrides: { baseUrl: "baseUrl", token: "token" },
  baseUrl: (apiOrigin) => `${apiOrigin}/api/v3`,
  normalizeBaseUrl: (baseUrl) => `${baseUrl.replace(/\/+$/, "").replace(/\/api\/v3$/, "")}/api/v3`,
  connect: (connection, signal) => new GithubClient(connection, signal),
  start: async (api) => ({ organizationId: await api.organizationId() }),
  resources: [
    actionsEnvironmentSecret,
    actionsEnvironmentVariable,
    actionsRepositoryPermissions,
    actionsSecret,
    actionsVariable,
    githubRepository,
    issueLabel,
    issueLabels,
    repositoryDependabotSecurityUpdates,
    repositoryEnvironment,
    repositoryEnvironmentDeploymentPolicy,
    repositoryRuleset,
    team,
    teamMembership,
    teamRepository,
    workflowRepositoryPermissions,
  ],
  functions: [getRepository, getTeam, getUser],
};
