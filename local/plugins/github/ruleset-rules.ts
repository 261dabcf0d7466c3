import { isObject, type PlainObject } from "../grpc/property-value.ts";
import { flag, integer, list, object, type Properties, text } from "../schema/property.ts";
import { between, oneOf } from "../schema/rules.ts";
import { fromWire, snakeNaming, toWire } from "../schema/wire.ts";

const required = { required: true } as const;
const off = flag({ default: false });

const pattern = object({
  name: text(),
  negate: off,
  operator: text({ ...required, check: oneOf("starts_with", "ends_with", "contains", "regex") }),
  pattern: text(required),
});

/** Each rule's parameters under the rule's type on the wire; rules without any are flags. */
export const rules: Properties = {
  branchNamePattern: pattern,
  commitAuthorEmailPattern: pattern,
  commitMessagePattern: pattern,
  committerEmailPattern: pattern,
  tagNamePattern: pattern,
  creation: flag(),
  deletion: flag(),
  nonFastForward: flag(),
  requiredLinearHistory: flag(),
  requiredSignatures: flag(),
  update: flag(),
  updateAllowsFetchAndMerge: flag(),
  copilotCodeReview: object({ reviewDraftPullRequests: off, reviewOnPush: off }),
  fileExtensionRestriction: object({ restrictedFileExtensions: list(text(), required) }),
  filePathRestriction: object({ restrictedFilePaths: list(text(), required) }),
  maxFilePathLength: object({ maxFilePathLength: integer(required) }),
  maxFileSize: object({ maxFileSize: integer(required) }),
  mergeQueue: object({
    checkResponseTimeoutMinutes: integer({ default: 60, check: between(0, 360) }),
    groupingStrategy: text({ default: "ALLGREEN", check: oneOf("ALLGREEN", "HEADGREEN") }),
    maxEntriesToBuild: integer({ default: 5, check: between(0, 100) }),
    maxEntriesToMerge: integer({ default: 5, check: between(0, 100) }),
    mergeMethod: text({ default: "MERGE", check: oneOf("MERGE", "SQUASH", "REBASE") }),
    minEntriesToMerge: integer({ default: 1, check: between(0, 100) }),
    minEntriesToMergeWaitMinutes: integer({ default: 5, check: between(0, 360) }),
  }),
  pullRequest: object({
    allowedMergeMethods: list(text({ check: oneOf("merge", "squash", "rebase") }), {
      default: ["merge", "squash", "rebase"],
      unordered: true,
    }),
    dismissStaleReviewsOnPush: off,
    requireCodeOwnerReview: off,
    requireLastPushApproval: off,
    requiredApprovingReviewCount: integer({ default: 0, check: between(0, 10) }),
    requiredReviewThreadResolution: off,
    requiredReviewers: list(
      object({
        filePatterns: list(text(), required),
        minimumApprovals: integer(required),
        reviewer: object({ id: integer(required), type: text(required) }, required),
      }),
    ),
  }),
  requiredCodeScanning: object(
    {
      requiredCodeScanningTools: list(
        object({
          alertsThreshold: text(required),
          securityAlertsThreshold: text(required),
          tool: text(required),
        }),
        { ...required, wire: "code_scanning_tools", unordered: true },
      ),
    },
    { wire: "code_scanning" },
  ),
  requiredDeployments: object({ requiredDeploymentEnvironments: list(text(), required) }),
  requiredStatusChecks: object({
    doNotEnforceOnCreate: off,
    requiredChecks: list(object({ context: text(required), integrationId: integer() }), {
      ...required,
      wire: "required_status_checks",
      unordered: true,
    }),
    strictRequiredStatusChecksPolicy: off,
  }),
};

export interface WireRule {
  type: string;
  parameters?: PlainObject;
}

/** `{deletion: true, pullRequest: {…}}` → `[{type: "deletion"}, {type: "pull_request", parameters}]` */
export function rulesToWire(planned: PlainObject): WireRule[] {
  return Object.entries(rules).flatMap(([name, property]): WireRule[] => {
    const value = planned[name];
    const type = property.wire ?? snakeNaming(name);
    if (property.kind === "object" && isObject(value)) {
      const parameters = toWire(property.properties, value, undefined, snakeNaming);
      return [
        { type, parameters: name.endsWith("Pattern") ? patternToWire(parameters) : parameters },
      ];
    }
    if (name === "update" && value === true) {
      const fetches = planned.updateAllowsFetchAndMerge ?? false;
      return [{ type, parameters: { update_allows_fetch_and_merge: fetches } }];
    }
    return value === true && name !== "updateAllowsFetchAndMerge" ? [{ type }] : [];
  });
}

function patternToWire(parameters: PlainObject): PlainObject {
  return { name: "", ...parameters };
}

export function rulesFromWire(wire: readonly WireRule[]): PlainObject {
  const state: PlainObject = {};
  for (const [name, property] of Object.entries(rules)) {
    const rule = wire.find(({ type }) => type === (property.wire ?? snakeNaming(name)));
    if (rule === undefined) continue;
    state[name] =
      property.kind === "object"
        ? fromWire(property.properties, rule.parameters, undefined, snakeNaming)
        : true;
    if (name === "update") {
      const fetches = rule.parameters?.update_allows_fetch_and_merge ?? false;
      state.updateAllowsFetchAndMerge = fetches;
    }
  }
  return state;
}
