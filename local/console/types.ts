import type { EdgeSnapshot } from "../edge/fleet/snapshot.ts";
import type { Call } from "../journal.ts";
import type { snapshot as cloudflareSnapshot } from "../vendors/cloudflare/snapshot.ts";
import type { storageSnapshot } from "../vendors/cloudflare/storage/snapshot.ts";
import type { githubSnapshot } from "../vendors/github/snapshot.ts";
import type { pagerdutySnapshot } from "../vendors/pagerduty/snapshot.ts";
import type { slackSnapshot } from "../vendors/slack/snapshot.ts";

/** What `GET /_local/snapshot` answers. The page's modules are checked against the vendors' own types. */
export interface Snapshot {
  cloudflare: Cloudflare;
  github: Github;
  pagerduty: Pagerduty;
  slack: Slack;
  "cloudflare-status": { indicator: string; description: string };
  edge: EdgeSnapshot;
}

/** All that the page shows. */
export interface State {
  snapshot: Snapshot;
  /** Oldest first. */
  calls: readonly Call[];
  /** Port of the edge's listener. */
  edgePort: string;
}

export type Cloudflare = ReturnType<typeof cloudflareSnapshot> & {
  storage: ReturnType<typeof storageSnapshot>;
};
export type Worker = Cloudflare["workers"][number];
export type Github = ReturnType<typeof githubSnapshot>;
export type Repository = Github["repositories"][number];
export type Pagerduty = ReturnType<typeof pagerdutySnapshot>;
export type Incident = Pagerduty["incidents"][number];
export type Slack = ReturnType<typeof slackSnapshot>;
export type Channel = Slack["channels"][number];
export type Message = Channel["messages"][number];
export type { Call, EdgeSnapshot };
