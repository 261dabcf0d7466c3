import { isLoopbackHost } from "../loopback.ts";
import type { StackSettings } from "./stack-settings.ts";

/** Where a stack's updates reach a vendor. */
export interface VendorAddress {
  readonly vendor: string;
  readonly url: string;
  /** What says so: a variable or a key of the stack; undefined for the vendor's own address. */
  readonly source?: string;
  readonly isLoopback: boolean;
}

/** Providers take their address from the stack's configuration, else from the environment. */
const vendors = [
  {
    vendor: "Cloudflare",
    sources: ["cloudflare:baseUrl", "CLOUDFLARE_BASE_URL"],
    standard: "https://api.cloudflare.com/client/v4",
  },
  {
    vendor: "GitHub",
    sources: ["github:baseUrl", "GITHUB_BASE_URL"],
    standard: "https://api.github.com",
  },
  {
    vendor: "PagerDuty",
    sources: ["pagerduty:apiUrlOverride", "PAGERDUTY_API_URL"],
    standard: "https://api.pagerduty.com",
  },
  { vendor: "Slack", sources: ["SLACK_API_URL"], standard: "https://slack.com/api/" },
] as const;

/** Where a stack's updates reach its vendors, by its own configuration and an environment's. */
export function vendorAddresses(
  { values }: Pick<StackSettings, "values">,
  env: NodeJS.ProcessEnv,
): VendorAddress[] {
  return vendors.map(({ vendor, sources, standard }) => {
    const source = sources.find((name) => values[name]?.text || env[name]);
    if (source === undefined) return { vendor, url: standard, isLoopback: false };
    const url = values[source]?.text || env[source] || standard;
    const isLoopback = URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
    return { vendor, url, source, isLoopback };
  });
}
