import { notFound, validationFailed } from "../errors.ts";
import type { GithubState, Repository, Ruleset } from "../state.ts";
import { timestamp } from "../state.ts";

export type RulesetInput = Pick<Ruleset, "name" | "enforcement"> &
  Partial<Pick<Ruleset, "target" | "bypassActors" | "conditions" | "rules">>;

/**
 * Rules a repository's ruleset may hold, by target.
 * @see https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset
 */
const PUSH_RULES = [
  "file_path_restriction",
  "max_file_path_length",
  "file_extension_restriction",
  "max_file_size",
];
const REF_RULES = [
  "creation",
  "update",
  "deletion",
  "required_linear_history",
  "merge_queue",
  "required_deployments",
  "required_signatures",
  "pull_request",
  "required_status_checks",
  "non_fast_forward",
  "commit_message_pattern",
  "commit_author_email_pattern",
  "committer_email_pattern",
  "branch_name_pattern",
  "tag_name_pattern",
  "workflows",
  "code_scanning",
  "copilot_code_review",
];

export function listRulesets(state: GithubState, repository: Repository): Ruleset[] {
  return state.rulesets.filter((each) => each.repositoryId === repository.id);
}

/** @throws GithubError 404 */
export function findRuleset(state: GithubState, repository: Repository, id: number): Ruleset {
  const ruleset = state.rulesets.get(String(id));
  if (ruleset?.repositoryId !== repository.id) throw notFound();
  return ruleset;
}

/** @throws GithubError 422 for a taken name, or a rule that its target does not know. */
export function createRuleset(
  state: GithubState,
  repository: Repository,
  input: RulesetInput,
): Ruleset {
  const now = timestamp(state);
  return saveRuleset(state, {
    id: state.context.ids.next(),
    repositoryId: repository.id,
    target: "branch",
    bypassActors: [],
    conditions: {},
    rules: [],
    createdAt: now,
    updatedAt: now,
    ...input,
  });
}

/** Fields that are absent stay as they are. @throws GithubError 422 as `createRuleset`. */
export function updateRuleset(
  state: GithubState,
  ruleset: Ruleset,
  input: Partial<RulesetInput>,
): Ruleset {
  return saveRuleset(state, { ...ruleset, ...input, updatedAt: timestamp(state) });
}

export function deleteRuleset(state: GithubState, { id }: Ruleset): void {
  state.rulesets.delete(String(id));
}

function saveRuleset(state: GithubState, ruleset: Ruleset): Ruleset {
  const twin = state.rulesets.find(
    (each) =>
      each.repositoryId === ruleset.repositoryId &&
      each.id !== ruleset.id &&
      each.name === ruleset.name,
  );
  if (twin) throw invalidRuleset("name", "Name must be unique");
  const known = ruleset.target === "push" ? PUSH_RULES : REF_RULES;
  for (const { type } of ruleset.rules) {
    if (typeof type !== "string" || !known.includes(type)) {
      throw invalidRuleset(
        "rules",
        `Invalid rule '${String(type)}' for target '${ruleset.target}': known are ${known.join(", ")}.`,
      );
    }
  }
  return state.rulesets.put(String(ruleset.id), ruleset);
}

function invalidRuleset(field: string, message: string) {
  return validationFailed({ resource: "RepositoryRuleset", field, code: "custom", message });
}
