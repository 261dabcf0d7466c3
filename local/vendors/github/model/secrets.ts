import { createHash } from "node:crypto";
import { GithubError, notFound, validationFailed } from "../errors.ts";
import type { GithubState, Scope, SealedBoxKey, Secret } from "../state.ts";
import { timestamp } from "../state.ts";
import { scopedKey } from "./environments.ts";
import { openSealedBox } from "./sealed-box.ts";

/** @see https://docs.github.com/en/actions/reference/security/secrets#limits-for-secrets */
export const MAX_VALUE_BYTES = 48 * 1024;
const MAX_SECRETS = 100;

export interface SealedValue {
  encryptedValue: string;
  keyId: string;
}

export function listSecrets(state: GithubState, scope: Scope): Secret[] {
  return state.secrets
    .filter((each) => isIn(scope, each))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** @throws GithubError 404 */
export function findSecret(state: GithubState, scope: Scope, name: string): Secret {
  const secret = state.secrets.get(scopedKey(scope, name.toUpperCase()));
  if (!secret) throw notFound();
  return secret;
}

/** The key pair of a repository or environment, made when it is first asked for. */
// assumption: an environment has a key pair of its own.
export function keyOf(state: GithubState, scope: Scope): SealedBoxKey {
  const id = scopedKey(scope, "key");
  const existing = state.keys.get(id);
  if (existing) return existing;
  const { ids } = state.context;
  return state.keys.put(id, { ...scope, keyId: String(ids.next()), seed: ids.hex(32) });
}

/**
 * Decrypts the box with the scope's private key and keeps the value's digest.
 * @returns whether the secret is new.
 * @throws GithubError 422 for a bad name, a foreign key, a box that does not open, too big a value.
 */
export function putSecret(
  state: GithubState,
  scope: Scope,
  name: string,
  sealed: SealedValue,
): boolean {
  checkName("Secret", name);
  const value = decrypt(keyOf(state, scope), sealed);
  const key = scopedKey(scope, name.toUpperCase());
  const current = state.secrets.get(key);
  if (!current && listSecrets(state, scope).length >= MAX_SECRETS) {
    throw new GithubError(422, `Secret limit of ${MAX_SECRETS} reached.`);
  }
  const now = timestamp(state);
  state.secrets.put(key, {
    ...scope,
    name: name.toUpperCase(),
    valueSha256: createHash("sha256").update(value).digest("hex"),
    createdAt: current?.createdAt ?? now,
    updatedAt: now,
  });
  return current === undefined;
}

export function deleteSecret(state: GithubState, secret: Secret): void {
  state.secrets.delete(scopedKey(secret, secret.name));
}

/** Letters, digits and `_`, no digit first, not `GITHUB_…`. @see the limits above. */
export function checkName(kind: "Secret" | "Variable", name: string): void {
  if (/^[A-Z_][A-Z0-9_]*$/i.test(name) && !/^GITHUB_/i.test(name)) return;
  throw validationFailed({
    resource: kind,
    field: "name",
    code: "custom",
    message: `${kind} names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_). Cannot start with the GITHUB_ prefix.`,
  });
}

export function isIn(scope: Scope, item: Scope): boolean {
  return (
    item.repositoryId === scope.repositoryId &&
    item.environment?.toLowerCase() === scope.environment?.toLowerCase()
  );
}

// assumption: GitHub documents that a foreign key or a broken box is refused, not the wording.
function decrypt(key: SealedBoxKey, { encryptedValue, keyId }: SealedValue): Uint8Array {
  if (keyId !== key.keyId) {
    throw new GithubError(
      422,
      `Bad key_id: \`${keyId}\` is not the current public key \`${key.keyId}\`.`,
    );
  }
  const value = openSealedBox(key.seed, encryptedValue);
  if (value === undefined) {
    throw new GithubError(
      422,
      "Bad encrypted_value: it is not a libsodium sealed box for this public key.",
    );
  }
  if (value.length > MAX_VALUE_BYTES) {
    throw new GithubError(
      422,
      `Secret value is ${value.length} bytes, at most ${MAX_VALUE_BYTES} allowed.`,
    );
  }
  return value;
}
