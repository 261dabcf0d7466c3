import type { Repository, Ruleset } from "../state.ts";
import { type Links, nodeId, type Wire } from "./common.ts";
import { repositoryPage, repositoryUrl } from "./repositories.ts";

/** A ruleset as lists show it: without conditions, rules and bypass actors. */
export function rulesetSummary(
  links: Links,
  repository: Repository,
  ruleset: Ruleset,
): Wire<"repository-ruleset"> {
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: "Repository",
    source: `${repository.owner}/${repository.name}`,
    enforcement: ruleset.enforcement,
    node_id: nodeId("RRS", ruleset.id),
    _links: {
      self: { href: `${repositoryUrl(links, repository)}/rulesets/${ruleset.id}` },
      html: { href: `${repositoryPage(links, repository)}/rules/${ruleset.id}` },
    },
    created_at: ruleset.createdAt,
    updated_at: ruleset.updatedAt,
  };
}

/** Conditions, rules and bypass actors are echoed as they were sent. */
// assumption: GitHub adds no defaults to a rule.
export function ruleset(
  links: Links,
  repository: Repository,
  value: Ruleset,
): Wire<"repository-ruleset"> {
  type Bodies = Pick<Wire<"repository-ruleset">, "bypass_actors" | "conditions" | "rules">;
  const echoed = {
    bypass_actors: value.bypassActors,
    conditions: value.conditions,
    rules: value.rules,
  } as Bodies;
  return {
    ...rulesetSummary(links, repository, value),
    ...echoed,
    current_user_can_bypass: "never",
  };
}
