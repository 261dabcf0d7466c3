import type { CloudSettings } from "./context.ts";

export interface EnvironmentParts {
  dataDirectory: string;
  token: string;
  passphrase: string;
  settings: CloudSettings;
  /** `http://127.0.0.1:8786` */
  apiOrigin: string;
  /** Where Workers answer under their public names: `http://127.0.0.1:8787` */
  edgeOrigin: string;
  /** Value of `PULUMI_DEBUG_PROVIDERS`; empty to leave the vendors' own plugins in place. */
  debugProviders: string;
  /** The engine itself, run by the `pulumi` launcher on PATH. */
  pulumi: string;
  /** Folders that go before the rest of PATH. */
  pathEntries: readonly string[];
}

/** The variables that make plain `pulumi`, wrangler and the vendors' SDKs work against a local cloud. */
export function localEnvironment(parts: EnvironmentParts): Record<string, string> {
  const { apiOrigin, settings, token, dataDirectory } = parts;
  return {
    PULUMI_HOME: `${dataDirectory}/pulumi-home`,
    // Without a second file beside the state: the engine empties it before it writes it, and a program
    // that reads its own stack just then fails with EOF (gocloud.dev/blob/fileblob, `setAttrs`).
    PULUMI_BACKEND_URL: `file://${dataDirectory}/state?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: parts.passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...(parts.debugProviders ? { PULUMI_DEBUG_PROVIDERS: parts.debugProviders } : {}),
    SLIPWAY_PULUMI: parts.pulumi,
    SLIPWAY_LOCAL_DATA: dataDirectory,
    CLOUDFLARE_BASE_URL: `${apiOrigin}/client/v4`,
    CLOUDFLARE_API_BASE_URL: `${apiOrigin}/client/v4`,
    CLOUDFLARE_API_TOKEN: token,
    SLIPWAY_CONNECT_TO: parts.edgeOrigin,
    CLOUDFLARE_ACCOUNT_ID: settings.accountId,
    WRANGLER_SEND_METRICS: "false",
    GITHUB_BASE_URL: `${apiOrigin}/`,
    GITHUB_TOKEN: token,
    GITHUB_OWNER: settings.github.owner,
    PAGERDUTY_TOKEN: token,
    PAGERDUTY_API_URL: `${apiOrigin}/pagerduty`,
    PAGERDUTY_EVENTS_URL: `${apiOrigin}/pagerduty/v2/enqueue`,
    SLACK_TOKEN: token,
    SLACK_API_URL: `${apiOrigin}/slack/api/`,
    SLACK_HOOKS_BASE_URL: `${apiOrigin}/slack`,
    CLOUDFLARE_STATUS_URL: `${apiOrigin}/cloudflare-status`,
    PATH: [...parts.pathEntries, process.env.PATH ?? ""].join(":"),
  };
}

/** The variables as shell code for `eval`. */
export function shellExports(environment: Record<string, string>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}
