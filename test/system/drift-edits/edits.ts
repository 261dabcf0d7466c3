import { dataEdits } from "./data-edits.ts";
import type { Edit } from "./edit.ts";
import { githubEdits } from "./github-edits.ts";
import { pagerdutyEdits } from "./pagerduty-edits.ts";
import { routingEdits } from "./routing-edits.ts";
import { slackEdits } from "./slack-edits.ts";
import { workerEdits } from "./worker-edits.ts";

/** What people do in dashboards and with other tools, each by the API that those use. */
export const edits: readonly Edit[] = [
  ...workerEdits,
  ...routingEdits,
  ...dataEdits,
  ...githubEdits,
  ...pagerdutyEdits,
  ...slackEdits,
];
