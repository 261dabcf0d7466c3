import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import {
  createTeam,
  deleteTeam,
  findTeam,
  findUser,
  putMember,
  removeMember,
  updateTeam,
} from "../model/people.ts";
import type { PagerdutyState, Team } from "../state.ts";
import { mention } from "../wire/incidents.ts";
import { team } from "../wire/people.ts";
import {
  links,
  matching,
  namesIn,
  noContent,
  pageOf,
  param,
  readObject,
  readOptional,
  referenceSchema,
} from "./http.ts";

const teamSchema = z.object({
  name: z.string().min(1).max(100),
  description: z.string().max(1024).nullable().optional(),
  default_role: z.string().optional(),
  parent: referenceSchema.nullable().optional(),
});
const changesSchema = teamSchema.partial();
const roleSchema = z.object({ role: z.enum(["observer", "responder", "manager"]).optional() });

export function teamRoutes(app: Hono, state: PagerdutyState): void {
  const shown = (value: Team) =>
    team(
      links(state),
      value,
      value.parentId === null ? undefined : state.teams.get(value.parentId),
    );
  const teamOf = (c: Context) => findTeam(state, param(c, "id"));

  app.get("/teams", (c) => {
    const found = matching(c, state.teams.list(), ({ name }) => name);
    return pageOf(c, "teams", found.map(shown));
  });

  app.post("/teams", async (c) => {
    const body = await readObject(c, "team", teamSchema);
    const created = createTeam(state, { ...inputOf(body), name: body.name });
    return Response.json({ team: shown(created) }, { status: 201 });
  });

  app.get("/teams/:id", (c) => Response.json({ team: shown(teamOf(c)) }));

  app.put("/teams/:id", async (c) => {
    const current = teamOf(c);
    const body = await readObject(c, "team", changesSchema);
    return Response.json({ team: shown(updateTeam(state, current, inputOf(body))) });
  });

  app.delete("/teams/:id", (c) => {
    deleteTeam(state, teamOf(c));
    return noContent();
  });

  memberRoutes(app, state);
}

function memberRoutes(app: Hono, state: PagerdutyState): void {
  app.get("/teams/:id/members", (c) => {
    const { members } = findTeam(state, param(c, "id"));
    const shown = members.map(({ userId, role }) => ({
      role,
      user: mention(links(state), namesIn(state), "user", userId),
    }));
    return pageOf(c, "members", shown);
  });

  app.put("/teams/:id/users/:user_id", async (c) => {
    const team = findTeam(state, param(c, "id"));
    const { id } = findUser(state, param(c, "user_id"));
    const { role } = await readOptional(c, roleSchema);
    putMember(state, team, id, role ?? team.defaultRole);
    return noContent();
  });

  app.delete("/teams/:id/users/:user_id", (c) => {
    const team = findTeam(state, param(c, "id"));
    removeMember(state, team, findUser(state, param(c, "user_id")).id);
    return noContent();
  });
}

function inputOf(body: z.infer<typeof changesSchema>) {
  return defined({
    name: body.name,
    description: body.description,
    defaultRole: body.default_role,
    parentId: body.parent === null ? null : body.parent?.id,
  });
}
