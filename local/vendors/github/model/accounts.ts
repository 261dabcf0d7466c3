import { notFound } from "../errors.ts";
import type { GithubState, Organization, User } from "../state.ts";

/** The user to whom every accepted token belongs: the first one seeded. */
export function tokenUser(state: GithubState): User {
  const [user] = state.users.list();
  if (!user) throw notFound();
  return user;
}

/** @throws GithubError 404 */
export function findUser(state: GithubState, login: string): User {
  const user = state.users.find((each) => each.login.toLowerCase() === login.toLowerCase());
  if (!user) throw notFound();
  return user;
}

/** @throws GithubError 404 */
export function userById(state: GithubState, id: number): User {
  const user = state.users.get(String(id));
  if (!user) throw notFound();
  return user;
}

/** @throws GithubError 404 */
export function findOrganization(state: GithubState, login: string): Organization {
  const organization = state.organizations.find(
    (each) => each.login.toLowerCase() === login.toLowerCase(),
  );
  if (!organization) throw notFound();
  return organization;
}
