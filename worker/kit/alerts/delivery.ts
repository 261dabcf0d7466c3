import { parseOutboundUrl } from "../outbound-url.ts";

/** A receiver of alerts refused one, or could not be reached. Names no address: those are secrets. */
class AlertError extends Error {
  override readonly name = "AlertError";

  constructor(channel: string, outcome: string, options?: ErrorOptions) {
    super(`${channel} did not take the alert: ${outcome}.`, options);
  }
}

export type Fetch = (request: Request) => Promise<Response>;

const timeoutMs = 5_000;

/**
 * Posts JSON and expects a 2xx. Redirects are not followed: they could lead anywhere.
 *
 * @throws AlertError
 */
export async function postAlert(
  fetch: Fetch,
  channel: string,
  url: string,
  body: unknown,
): Promise<void> {
  const address = parseOutboundUrl(url);
  if (address === undefined) throw new AlertError(channel, "its address is not one to call");
  const request = new Request(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  const response = await fetch(request).catch((cause: unknown) => {
    throw new AlertError(channel, "it could not be reached", { cause });
  });
  await response.body?.cancel();
  if (!response.ok) throw new AlertError(channel, `HTTP ${response.status}`);
}
