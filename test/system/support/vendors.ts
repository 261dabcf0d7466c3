/** The vendors' APIs as somebody without Pulumi calls them. Each call throws for an answer that is no success. */
export class Vendors {
  readonly #environment: NodeJS.ProcessEnv;

  /** @param environment of a `LocalShell`. */
  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  /** @param path below the account. @returns the envelope's `result`. */
  async account<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    return this.cloudflare(
      method,
      `/accounts/${this.#environment.CLOUDFLARE_ACCOUNT_ID}${path}`,
      body,
    );
  }

  async cloudflare<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const { CLOUDFLARE_BASE_URL: base, CLOUDFLARE_API_TOKEN: token } = this.#environment;
    const answer = await call(`${base}${path}`, method, { authorization: `Bearer ${token}` }, body);
    return (answer as { result: T }).result;
  }

  /** @param path below the repository. */
  async github<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const { GITHUB_BASE_URL: base, GITHUB_TOKEN: token } = this.#environment;
    const url = `${base}api/v3/repos/slipway-local/slipway${path}`;
    return (await call(url, method, { authorization: `Bearer ${token}` }, body)) as T;
  }

  async pagerduty<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const { PAGERDUTY_API_URL: base, PAGERDUTY_TOKEN: token } = this.#environment;
    const headers = { authorization: `Token token=${token}`, from: "ada@example.com" };
    return (await call(`${base}${path}`, method, headers, body)) as T;
  }

  async slack<T = unknown>(method: string, args: Record<string, unknown>): Promise<T> {
    const { SLACK_API_URL: base, SLACK_TOKEN: token } = this.#environment;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await call(`${base}${method}`, "POST", headers, args);
    if ((answer as { ok: boolean }).ok) return answer as T;
    throw new Error(`${method}: ${(answer as { error: string }).error}`);
  }
}

async function call(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
