import { conflict, GithubError, notFound } from "../errors.ts";
import type { GithubState, Scope, Variable } from "../state.ts";
import { timestamp } from "../state.ts";
import { scopedKey } from "./environments.ts";
import { checkName, isIn, MAX_VALUE_BYTES } from "./secrets.ts";

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const MAX_VARIABLES = { repository: 500, environment: 100 } as const;

export function listVariables(state: GithubState, scope: Scope): Variable[] {
  return state.variables
    .filter((each) => isIn(scope, each))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** @throws GithubError 404 */
export function findVariable(state: GithubState, scope: Scope, name: string): Variable {
  const variable = state.variables.get(scopedKey(scope, name.toUpperCase()));
  if (!variable) throw notFound();
  return variable;
}

/** Names are kept in upper case, as GitHub does. @throws GithubError 409 if the name is taken. */
export function createVariable(
  state: GithubState,
  scope: Scope,
  input: { name: string; value: string },
): Variable {
  checkName("Variable", input.name);
  checkValue(input.value);
  const name = input.name.toUpperCase();
  const key = scopedKey(scope, name);
  if (state.variables.get(key)) throw conflict("Already exists - Variable already exists");
  const limit = MAX_VARIABLES[scope.environment === null ? "repository" : "environment"];
  if (listVariables(state, scope).length >= limit) {
    throw new GithubError(422, `Variable limit of ${limit} reached.`);
  }
  const now = timestamp(state);
  return state.variables.put(key, {
    ...scope,
    name,
    value: input.value,
    createdAt: now,
    updatedAt: now,
  });
}

/** @throws GithubError 409 if it is renamed to a name that is taken. */
export function updateVariable(
  state: GithubState,
  variable: Variable,
  changes: { name?: string | undefined; value?: string | undefined },
): Variable {
  const name = (changes.name ?? variable.name).toUpperCase();
  const value = changes.value ?? variable.value;
  checkName("Variable", name);
  checkValue(value);
  const key = scopedKey(variable, name);
  return state.context.store.transaction(() => {
    if (name !== variable.name) {
      if (state.variables.get(key)) throw conflict("Already exists - Variable already exists");
      deleteVariable(state, variable);
    }
    return state.variables.put(key, { ...variable, name, value, updatedAt: timestamp(state) });
  });
}

export function deleteVariable(state: GithubState, variable: Variable): void {
  state.variables.delete(scopedKey(variable, variable.name));
}

function checkValue(value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_VALUE_BYTES) {
    throw new GithubError(
      422,
      `Variable value is ${bytes} bytes, at most ${MAX_VALUE_BYTES} allowed.`,
    );
  }
}
