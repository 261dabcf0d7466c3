const SECRET_KEY =
  /(secret|token|password|passphrase|authorization|routing_key|api_key|private_key)/i;
const REDACTED = "<secret>";

/** A copy of a JSON value with the values of secret-looking keys and secret bindings replaced. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  const isSecretBinding = (value as { type?: unknown }).type === "secret_text";
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isSecretField(key, isSecretBinding) && typeof item === "string" ? REDACTED : redact(item),
    ]),
  );
}

/**
 * Path and query of a URL with the values of secret-looking parameters replaced.
 * @param secretInPath what of the path is a credential by itself.
 */
export function redactTarget({ pathname, search }: URL, secretInPath?: RegExp): string {
  const path = secretInPath ? pathname.replace(secretInPath, REDACTED) : pathname;
  return path + search.replace(/[^?&]+/g, redactParameter);
}

function redactParameter(parameter: string): string {
  const [name = ""] = new URLSearchParams(parameter).keys();
  return SECRET_KEY.test(name) ? `${name}=${REDACTED}` : parameter;
}

function isSecretField(key: string, isSecretBinding: boolean): boolean {
  return SECRET_KEY.test(key) || (isSecretBinding && (key === "text" || key === "value"));
}
