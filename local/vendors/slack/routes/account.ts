import type { Hono } from "hono";
import { SlackError } from "../errors.ts";
import { findUser } from "../model/members.ts";
import { bot, team } from "../seed.ts";
import { nowSeconds, type SlackState } from "../state.ts";
import { WORKSPACE_URL } from "../wire/common.ts";
import { user } from "../wire/users.ts";
import { cursorPage, type Method, registerMethods } from "./methods.ts";

export function accountRoutes(app: Hono, state: SlackState): void {
  registerMethods(app, state, methods);
}

const methods: Readonly<Record<string, Method>> = {
  "auth.test": () => ({
    url: WORKSPACE_URL,
    team: team.name,
    user: bot.name,
    team_id: team.id,
    user_id: bot.id,
    bot_id: bot.botId,
    is_enterprise_install: false,
  }),

  "team.info": () => ({
    team: { id: team.id, name: team.name, domain: team.domain, email_domain: "", icon: {} },
  }),

  "users.list": (state, parameters) => {
    const { page, ...metadata } = cursorPage(parameters, state.users.list());
    return { members: page.map(user), cache_ts: nowSeconds(state), ...metadata };
  },

  "users.info": (state, parameters) => ({
    user: user(findUser(state, parameters.required("user"))),
  }),

  "users.lookupByEmail": (state, parameters) => {
    const email = parameters.required("email").toLowerCase();
    const found = state.users.find((each) => each.email?.toLowerCase() === email);
    if (!found) throw new SlackError("users_not_found");
    return { user: user(found) };
  },
};
