import type { Hono } from "hono";
import { findOrganization, findUser, tokenUser, userById } from "../model/accounts.ts";
import type { GithubState } from "../state.ts";
import { organization, privateUser, publicUser, simpleUser } from "../wire/accounts.ts";
import { linksOf } from "../wire/common.ts";
import { idParam, pageOf, param } from "./http.ts";
import { RATE_LIMIT, rateReset } from "./rate-limit.ts";

export function accountRoutes(app: Hono, github: GithubState): void {
  const links = () => linksOf(github.context);

  app.get("/user", () => Response.json(privateUser(links(), tokenUser(github))));

  app.get("/user/:account_id", (c) =>
    Response.json(publicUser(links(), userById(github, idParam(c, "account_id")))),
  );

  app.get("/users/:username", (c) =>
    Response.json(publicUser(links(), findUser(github, param(c, "username")))),
  );

  app.get("/orgs/:org", (c) =>
    Response.json(organization(links(), findOrganization(github, param(c, "org")))),
  );

  app.get("/orgs/:org/members", (c) => {
    findOrganization(github, param(c, "org"));
    return pageOf(
      c,
      links(),
      github.users.list().map((user) => simpleUser(links(), user)),
    );
  });

  app.get("/rate_limit", () => {
    const rate = { limit: RATE_LIMIT, used: 0, remaining: RATE_LIMIT, reset: rateReset(github) };
    return Response.json({ resources: { core: rate, search: rate, graphql: rate }, rate });
  });
}
