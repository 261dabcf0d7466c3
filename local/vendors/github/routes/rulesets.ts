import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import {
  createRuleset,
  deleteRuleset,
  findRuleset,
  listRulesets,
  type RulesetInput,
  updateRuleset,
} from "../model/rulesets.ts";
import type { GithubState } from "../state.ts";

import { ruleset, rulesetSummary } from "../wire/rulesets.ts";
import { idParam, noContent, pageOf, REPO, readBody, repositoryCall } from "./http.ts";

const RULESET = `${REPO}/rulesets/:ruleset_id`;

const object = z.record(z.string(), z.unknown());
const rulesetSchema = z.object({
  name: z.string().min(1),
  target: z.enum(["branch", "tag", "push"]).optional(),
  enforcement: z.enum(["disabled", "active", "evaluate"]),
  bypass_actors: z.array(object).optional(),
  conditions: object.nullable().optional(),
  rules: z.array(object).optional(),
});
const changesSchema = rulesetSchema.partial();

export function rulesetRoutes(app: Hono, github: GithubState): void {
  app.get(`${REPO}/rulesets`, (c) => {
    const { repository, links } = repositoryCall(github, c);
    const rulesets = listRulesets(github, repository);
    return pageOf(
      c,
      links,
      rulesets.map((each) => rulesetSummary(links, repository, each)),
    );
  });

  app.post(`${REPO}/rulesets`, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const body = await readBody(c, rulesetSchema);
    const { name, enforcement } = body;
    const created = createRuleset(github, repository, { ...inputOf(body), name, enforcement });
    return Response.json(ruleset(links, repository, created), { status: 201 });
  });

  app.get(RULESET, (c) => {
    const { repository, links } = repositoryCall(github, c);
    return Response.json(ruleset(links, repository, rulesetOf(github, c)));
  });

  app.put(RULESET, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const body = await readBody(c, changesSchema);
    const updated = updateRuleset(github, rulesetOf(github, c), inputOf(body));
    return Response.json(ruleset(links, repository, updated));
  });

  app.delete(RULESET, (c) => {
    deleteRuleset(github, rulesetOf(github, c));
    return noContent();
  });
}

function rulesetOf(github: GithubState, c: Context) {
  return findRuleset(github, repositoryCall(github, c).repository, idParam(c, "ruleset_id"));
}

function inputOf(body: z.infer<typeof changesSchema>): Partial<RulesetInput> {
  return defined({
    name: body.name,
    target: body.target,
    enforcement: body.enforcement,
    bypassActors: body.bypass_actors,
    conditions: body.conditions === null ? {} : body.conditions,
    rules: body.rules,
  });
}
