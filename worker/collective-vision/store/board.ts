import { Problem } from "../../kit/problem.ts";
import { limits } from "../limits.ts";

/** Which board of which workspace. Both are slugs. */
export interface Board {
  readonly workspace: string;
  readonly board: string;
}

const slug = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Whether a name may be a workspace or a board: lower-case letters, digits and inner hyphens. */
export function isSlug(name: string): boolean {
  return name.length <= limits.slugMaxLength && slug.test(name);
}

/**
 * Any pair of slugs names a board; it is stored with its first feedback.
 *
 * @throws Problem invalid_request
 */
export function parseBoard(workspace: string, board: string): Board {
  for (const [kind, name] of Object.entries({ workspace, board })) {
    if (isSlug(name)) continue;
    throw new Problem(
      "invalid_request",
      `The ${kind} in the path is not a slug. Use 1 to ${limits.slugMaxLength} lower-case letters, digits and inner hyphens.`,
    );
  }
  return { workspace, board };
}

/** The statements that make a board exist; nothing where it does. */
export function ensureBoard(db: D1Database, { workspace, board }: Board, now: number) {
  return [
    db
      .prepare("INSERT INTO workspaces (slug, created_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
      .bind(workspace, now),
    db
      .prepare(
        "INSERT INTO boards (workspace, slug, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
      )
      .bind(workspace, board, now),
  ];
}
