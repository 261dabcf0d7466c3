import { list, number, object, output, text } from "../schema/property.ts";
import { atMostBytes, between, oneOf } from "../schema/rules.ts";
import { accountId, cloudflareResource } from "./resource.ts";

/**
 * Every change is a new deployment, and a deleted one leaves traffic where it is. The provider
 * wants at least 0.01 % though the API takes 0.
 */
export const workersDeployment = cloudflareResource("workersDeployment", {
  collection: "/accounts/{accountId}/workers/scripts/{scriptName}/deployments",
  importId: ["accountId", "scriptName", "id"],
  updateWith: "nothing",
  deleteWith: "nothing",
  isEvent: true,
  properties: {
    accountId,
    scriptName: text({ required: true, replaces: true }),
    strategy: text({ required: true, replaces: true, check: oneOf("percentage") }),
    versions: list(
      object({
        percentage: number({ required: true, check: between(0.01, 100, 6) }),
        versionId: text({ required: true }),
      }),
      { required: true, replaces: true },
    ),
    annotations: object(
      {
        workersMessage: text({ kept: true, wire: "workers/message", check: atMostBytes(1000) }),
        workersTriggeredBy: text({ kept: true, wire: "workers/triggered_by" }),
      },
      { kept: true, replaces: true },
    ),
    authorEmail: output(text()),
    createdOn: output(text()),
    source: output(text()),
  },
});
