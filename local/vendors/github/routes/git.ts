import type { Context, Hono } from "hono";
import { z } from "zod";
import { tokenUser } from "../model/accounts.ts";
import {
  createRef,
  createTag,
  deleteRef,
  findRef,
  findTag,
  matchingRefs,
  moveRef,
} from "../model/git.ts";
import type { GithubState } from "../state.ts";
import { gitRef, gitTag } from "../wire/git.ts";
import { noContent, pageOf, param, REPO, readBody, repositoryCall } from "./http.ts";

const REF_NAME = ":ref{.+}";

const refSchema = z.object({ ref: z.string(), sha: z.string() });
const moveSchema = z.object({ sha: z.string(), force: z.boolean().optional() });
const tagSchema = z.object({
  tag: z.string().min(1),
  message: z.string(),
  object: z.string(),
  type: z.enum(["commit", "tree", "blob"]),
});

export function gitRoutes(app: Hono, github: GithubState): void {
  const refOf = (c: Context) =>
    findRef(github, repositoryCall(github, c).repository, param(c, "ref"));

  app.get(`${REPO}/git/ref/${REF_NAME}`, (c) => {
    const { repository, links } = repositoryCall(github, c);
    return Response.json(gitRef(links, repository, refOf(c)));
  });

  app.get(`${REPO}/git/matching-refs/${REF_NAME}`, (c) => {
    const { repository, links } = repositoryCall(github, c);
    const refs = matchingRefs(github, repository, param(c, "ref"));
    return pageOf(
      c,
      links,
      refs.map((each) => gitRef(links, repository, each)),
    );
  });

  app.post(`${REPO}/git/refs`, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const created = createRef(github, repository, await readBody(c, refSchema));
    return Response.json(gitRef(links, repository, created), { status: 201 });
  });

  app.patch(`${REPO}/git/refs/${REF_NAME}`, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const { sha } = await readBody(c, moveSchema);
    return Response.json(gitRef(links, repository, moveRef(github, repository, refOf(c), sha)));
  });

  app.delete(`${REPO}/git/refs/${REF_NAME}`, (c) => {
    deleteRef(github, repositoryCall(github, c).repository, refOf(c));
    return noContent();
  });

  tagRoutes(app, github);
}

function tagRoutes(app: Hono, github: GithubState): void {
  app.post(`${REPO}/git/tags`, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const { tag, message, object } = await readBody(c, tagSchema);
    const created = createTag(github, repository, { tag, message, objectSha: object });
    return Response.json(gitTag(links, repository, tokenUser(github), created), { status: 201 });
  });

  app.get(`${REPO}/git/tags/:tag_sha`, (c) => {
    const { repository, links } = repositoryCall(github, c);
    const found = findTag(github, repository, param(c, "tag_sha"));
    return Response.json(gitTag(links, repository, tokenUser(github), found));
  });
}
