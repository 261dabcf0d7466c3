/** A value by which environments may differ. */
export interface ReviewedDifference {
  /** Without the namespace: `onCall.urgency`. */
  readonly key: string;
  readonly why: string;
  /** The same value twice is a mistake. */
  readonly mustDiffer?: true;
}

/**
 * All values by which environments may differ. Every other one is the same in all of them, so that
 * what was tried in one holds for the next; a new row here is reviewed like code.
 */
export const reviewedDifferences: readonly ReviewedDifference[] = [
  { key: "collectiveVision.host", why: "each environment answers under a host of its own" },
  { key: "collectiveVision.logLevel", why: "debug lines are kept out of production's logs" },
  { key: "collectiveVision.stripeLive", why: "only production takes real payments" },
  { key: "delivery.ownsRepository", why: "the repository's rules are declared once" },
  { key: "delivery.tags", why: "production is also deployed from release tags" },
  { key: "delivery.reviewers", why: "main reaches staging by itself, production after a review" },
  { key: "delivery.preventSelfReview", why: "where there is a review, it is somebody else's" },
  { key: "delivery.waitMinutes", why: "there is time to stop a deployment to production" },
  { key: "onCall.urgency", why: "staging never wakes anybody" },
  { key: "channelSuffix", why: "each environment has channels of its own" },
  { key: "rollout.steps", why: "staging has too few users to judge a version by a share of them" },
  { key: "rollout.bakeSeconds", why: "goes with the steps" },
  { key: "deployWindow.days", why: "staging is deployed to at any time" },
  { key: "deployWindow.from", why: "staging is deployed to at any time" },
  { key: "deployWindow.to", why: "staging is deployed to at any time" },
  { key: "deployWindow.holidays", why: "staging is deployed to at any time" },
  { key: "promotedFrom", why: "production takes what staging runs" },
  { key: "stripeSecretKey", why: "one is for tests, the other moves money", mustDiffer: true },
  { key: "slackWebhookUrl", why: "each posts to its own channel", mustDiffer: true },
  { key: "cloudflareDeployToken", why: "each can be revoked without the other", mustDiffer: true },
];
