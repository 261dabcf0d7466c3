import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { tokenUser } from "../model/accounts.ts";
import {
  createRelease,
  deleteRelease,
  findRelease,
  latestRelease,
  listReleases,
  releaseByTag,
  updateRelease,
} from "../model/releases.ts";
import type { GithubState, Release } from "../state.ts";

import { release } from "../wire/git.ts";
import {
  idParam,
  noContent,
  pageOf,
  param,
  REPO,
  type RepositoryCall,
  readBody,
  repositoryCall,
} from "./http.ts";

const RELEASES = `${REPO}/releases`;

const releaseSchema = z.object({
  tag_name: z.string().min(1),
  target_commitish: z.string().optional(),
  name: z.string().nullable().optional(),
  body: z.string().nullable().optional(),
  draft: z.boolean().optional(),
  prerelease: z.boolean().optional(),
});
const changesSchema = releaseSchema.partial();

export function releaseRoutes(app: Hono, github: GithubState): void {
  const shown = ({ repository, links }: RepositoryCall, value: Release) =>
    release(links, repository, tokenUser(github), value);
  const answer = (c: Context, find: (call: RepositoryCall) => Release) => {
    const call = repositoryCall(github, c);
    return Response.json(shown(call, find(call)));
  };

  app.get(RELEASES, (c) => {
    const call = repositoryCall(github, c);
    const releases = listReleases(github, call.repository);
    return pageOf(
      c,
      call.links,
      releases.map((each) => shown(call, each)),
    );
  });

  app.post(RELEASES, async (c) => {
    const call = repositoryCall(github, c);
    const body = await readBody(c, releaseSchema);
    const input = { ...inputOf(body), tag: body.tag_name };
    return Response.json(shown(call, createRelease(github, call.repository, input)), {
      status: 201,
    });
  });

  app.get(`${RELEASES}/latest`, (c) =>
    answer(c, ({ repository }) => latestRelease(github, repository)),
  );

  app.get(`${RELEASES}/tags/:tag`, (c) =>
    answer(c, ({ repository }) => releaseByTag(github, repository, param(c, "tag"))),
  );

  app.get(`${RELEASES}/:release_id`, (c) =>
    answer(c, ({ repository }) => findRelease(github, repository, idParam(c, "release_id"))),
  );

  app.patch(`${RELEASES}/:release_id`, async (c) => {
    const call = repositoryCall(github, c);
    const current = findRelease(github, call.repository, idParam(c, "release_id"));
    const changes = inputOf(await readBody(c, changesSchema));
    return Response.json(shown(call, updateRelease(github, call.repository, current, changes)));
  });

  app.delete(`${RELEASES}/:release_id`, (c) => {
    const { repository } = repositoryCall(github, c);
    deleteRelease(github, findRelease(github, repository, idParam(c, "release_id")));
    return noContent();
  });
}

function inputOf(body: z.infer<typeof changesSchema>) {
  return defined({
    tag: body.tag_name,
    target: body.target_commitish,
    name: body.name,
    body: body.body,
    draft: body.draft,
    prerelease: body.prerelease,
  });
}
