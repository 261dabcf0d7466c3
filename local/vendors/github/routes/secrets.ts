import type { Context, Hono } from "hono";
import { z } from "zod";
import { deleteSecret, findSecret, keyOf, listSecrets, putSecret } from "../model/secrets.ts";
import {
  createVariable,
  deleteVariable,
  findVariable,
  listVariables,
  updateVariable,
} from "../model/variables.ts";
import type { GithubState, Scope } from "../state.ts";
import { publicKey, secret, variable } from "../wire/actions.ts";
import { linksOf } from "../wire/common.ts";
import { environmentOf } from "./environments.ts";
import { namedPageOf, noContent, param, REPO, readBody, repositoryCall } from "./http.ts";

const secretSchema = z.object({ encrypted_value: z.string().min(1), key_id: z.string().min(1) });
const variableSchema = z.object({ name: z.string().min(1), value: z.string() });

/** The same operations exist twice: for a repository, and for each of its environments. */
type ScopeOf = (github: GithubState, c: Context) => Scope;

export function secretRoutes(app: Hono, github: GithubState): void {
  secretsBelow(app, github, `${REPO}/actions/secrets`, repositoryScope);
  secretsBelow(app, github, `${REPO}/environments/:environment_name/secrets`, environmentScope);
}

export function variableRoutes(app: Hono, github: GithubState): void {
  variablesBelow(app, github, `${REPO}/actions/variables`, repositoryScope);
  variablesBelow(app, github, `${REPO}/environments/:environment_name/variables`, environmentScope);
}

function secretsBelow(app: Hono, github: GithubState, base: string, scopeOf: ScopeOf): void {
  const secretOf = (c: Context) => findSecret(github, scopeOf(github, c), param(c, "secret_name"));

  app.get(base, (c) => {
    const secrets = listSecrets(github, scopeOf(github, c));
    return namedPageOf(c, linksOf(github.context), "secrets", secrets.map(secret));
  });

  app.get(`${base}/public-key`, (c) => Response.json(publicKey(keyOf(github, scopeOf(github, c)))));

  app.get(`${base}/:secret_name`, (c) => Response.json(secret(secretOf(c))));

  app.put(`${base}/:secret_name`, async (c) => {
    const scope = scopeOf(github, c);
    const body = await readBody(c, secretSchema);
    const isNew = putSecret(github, scope, param(c, "secret_name"), {
      encryptedValue: body.encrypted_value,
      keyId: body.key_id,
    });
    return isNew ? Response.json({}, { status: 201 }) : noContent();
  });

  app.delete(`${base}/:secret_name`, (c) => {
    deleteSecret(github, secretOf(c));
    return noContent();
  });
}

function variablesBelow(app: Hono, github: GithubState, base: string, scopeOf: ScopeOf): void {
  const variableOf = (c: Context) => findVariable(github, scopeOf(github, c), param(c, "name"));

  app.get(base, (c) => {
    const variables = listVariables(github, scopeOf(github, c));
    return namedPageOf(c, linksOf(github.context), "variables", variables.map(variable));
  });

  app.post(base, async (c) => {
    const scope = scopeOf(github, c);
    createVariable(github, scope, await readBody(c, variableSchema));
    return Response.json({}, { status: 201 });
  });

  app.get(`${base}/:name`, (c) => Response.json(variable(variableOf(c))));

  app.patch(`${base}/:name`, async (c) => {
    const current = variableOf(c);
    updateVariable(github, current, await readBody(c, variableSchema.partial()));
    return noContent();
  });

  app.delete(`${base}/:name`, (c) => {
    deleteVariable(github, variableOf(c));
    return noContent();
  });
}

function repositoryScope(github: GithubState, c: Context): Scope {
  return { repositoryId: repositoryCall(github, c).repository.id, environment: null };
}

function environmentScope(github: GithubState, c: Context): Scope {
  const { repositoryId, name } = environmentOf(github, c);
  return { repositoryId, environment: name };
}
