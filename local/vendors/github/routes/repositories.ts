import type { Hono } from "hono";
import { z } from "zod";
import { notFound } from "../errors.ts";
import { findOrganization } from "../model/accounts.ts";
import { listIssues } from "../model/issues.ts";
import { createLabel, defaultLabels } from "../model/labels.ts";
import { createRepository, deleteRepository, updateRepository } from "../model/repositories.ts";
import { repositorySettingsSchema } from "../model/repository-settings.ts";
import type { GithubState, Repository } from "../state.ts";
import { linksOf } from "../wire/common.ts";
import { fullRepository } from "../wire/repositories.ts";
import { noContent, pageOf, param, REPO, readBody, repositoryCall } from "./http.ts";

const changesSchema = repositorySettingsSchema.partial().extend({
  name: z.string().min(1).optional(),
  private: z.boolean().optional(),
});
const creationSchema = changesSchema.extend({ name: z.string().min(1) });
const topicsSchema = z.object({ names: z.array(z.string()) });

export function repositoryRoutes(app: Hono, github: GithubState): void {
  const shown = (repository: Repository) =>
    fullRepository(
      linksOf(github.context),
      repository,
      findOrganization(github, repository.owner),
      listIssues(github, repository, { state: "open", labels: [] }).length,
    );

  app.get("/orgs/:org/repos", (c) => {
    const { login } = findOrganization(github, param(c, "org"));
    const own = github.repositories.filter(({ owner }) => owner === login);
    return pageOf(c, linksOf(github.context), own.map(shown));
  });

  app.post("/orgs/:org/repos", async (c) => {
    const { login } = findOrganization(github, param(c, "org"));
    const { name, private: isPrivate, ...settings } = await readBody(c, creationSchema);
    const repository = github.context.store.transaction(() => {
      const created = createRepository(github, login, name, withVisibility(settings, isPrivate));
      for (const label of defaultLabels) createLabel(github, created, label, true);
      return created;
    });
    return Response.json(shown(repository), { status: 201 });
  });

  app.get(REPO, (c) => Response.json(shown(repositoryCall(github, c).repository)));

  app.patch(REPO, async (c) => {
    const { repository } = repositoryCall(github, c);
    const { name, private: isPrivate, ...settings } = await readBody(c, changesSchema);
    const updated = updateRepository(github, repository, {
      name: name ?? repository.name,
      settings: { ...repository.settings, ...withVisibility(settings, isPrivate) },
    });
    return Response.json(shown(updated));
  });

  app.delete(REPO, (c) => {
    deleteRepository(github, repositoryCall(github, c).repository);
    return noContent();
  });

  app.get(`${REPO}/topics`, (c) =>
    Response.json({ names: repositoryCall(github, c).repository.topics }),
  );

  app.put(`${REPO}/topics`, async (c) => {
    const { repository } = repositoryCall(github, c);
    const { names } = await readBody(c, topicsSchema);
    updateRepository(github, repository, { topics: names });
    return Response.json({ names });
  });

  securityRoutes(app, github);
}

/** Alerts are a bare 204 or 404; security fixes answer a body. */
function securityRoutes(app: Hono, github: GithubState): void {
  app.get(`${REPO}/vulnerability-alerts`, (c) => {
    if (!repositoryCall(github, c).repository.vulnerabilityAlerts) throw notFound();
    return noContent();
  });

  for (const [verb, isOn] of [
    ["PUT", true],
    ["DELETE", false],
  ] as const) {
    app.on(verb, `${REPO}/vulnerability-alerts`, (c) => {
      updateRepository(github, repositoryCall(github, c).repository, { vulnerabilityAlerts: isOn });
      return noContent();
    });

    app.on(verb, `${REPO}/automated-security-fixes`, (c) => {
      const { repository } = repositoryCall(github, c);
      updateRepository(github, repository, { automatedSecurityFixes: isOn });
      return noContent();
    });
  }

  app.get(`${REPO}/automated-security-fixes`, (c) => {
    const { repository } = repositoryCall(github, c);
    return Response.json({ enabled: repository.automatedSecurityFixes, paused: false });
  });
}

function withVisibility<
  T extends { visibility?: Repository["settings"]["visibility"] | undefined },
>(settings: T, isPrivate: boolean | undefined): Partial<Repository["settings"]> {
  const fromPrivate = isPrivate === undefined ? {} : { visibility: privacy(isPrivate) };
  const entries = Object.entries({ ...fromPrivate, ...settings });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function privacy(isPrivate: boolean): "private" | "public" {
  return isPrivate ? "private" : "public";
}
