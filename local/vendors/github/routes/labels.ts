import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { createLabel, deleteLabel, findLabel, listLabels, updateLabel } from "../model/labels.ts";
import type { GithubState } from "../state.ts";

import { label } from "../wire/issues.ts";
import { noContent, pageOf, param, REPO, readBody, repositoryCall } from "./http.ts";

const LABEL = `${REPO}/labels/:name`;

const labelSchema = z.object({
  name: z.string().min(1),
  color: z.string().optional(),
  description: z.string().max(100).nullable().optional(),
});
const changesSchema = labelSchema.omit({ name: true }).extend({
  name: z.string().min(1).optional(),
  new_name: z.string().min(1).optional(),
});

export function labelRoutes(app: Hono, github: GithubState): void {
  const labelOf = (c: Context) =>
    findLabel(github, repositoryCall(github, c).repository, param(c, "name"));

  app.get(`${REPO}/labels`, (c) => {
    const { repository, links } = repositoryCall(github, c);
    const labels = listLabels(github, repository);
    return pageOf(
      c,
      links,
      labels.map((each) => label(links, repository, each)),
    );
  });

  app.post(`${REPO}/labels`, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const { name, ...rest } = await readBody(c, labelSchema);
    const created = createLabel(github, repository, { ...defined(rest), name });
    return Response.json(label(links, repository, created), { status: 201 });
  });

  app.get(LABEL, (c) => {
    const { repository, links } = repositoryCall(github, c);
    return Response.json(label(links, repository, labelOf(c)));
  });

  app.patch(LABEL, async (c) => {
    const { repository, links } = repositoryCall(github, c);
    const { name, new_name: newName, ...rest } = await readBody(c, changesSchema);
    const changes = defined({ ...rest, name: newName ?? name });
    return Response.json(
      label(links, repository, updateLabel(github, repository, labelOf(c), changes)),
    );
  });

  app.delete(LABEL, (c) => {
    deleteLabel(github, repositoryCall(github, c).repository, labelOf(c));
    return noContent();
  });
}
