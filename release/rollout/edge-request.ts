import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** A system as its users find it. */
export interface EdgeHost {
  readonly hostname: string;
  /** Connects here, without TLS, in place of the host itself: `http://127.0.0.1:8787`. */
  readonly connectTo?: string | undefined;
  /** Until the answer is complete. Default 10 s. */
  readonly timeoutMs?: number | undefined;
  /** Where aborted, nobody waits for an answer any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface EdgeRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface EdgeAnswer {
  readonly status: number;
  readonly body: string;
}

/** No connection came about, which says nothing of what would have answered. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

const connectionFaults = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
]);

/**
 * Asks once, as a user or as a probe. `fetch` cannot set Host, so the request is made by hand.
 * @throws Unreachable, and an Error that says for how long there was no answer.
 */
export function edgeRequest(host: EdgeHost, request: EdgeRequest): Promise<EdgeAnswer> {
  const { hostname, connectTo, timeoutMs = 10_000, signal: until } = host;
  const { method = "GET", path, body } = request;
  const target = new URL(path, connectTo ?? `https://${hostname}`);
  const send = target.protocol === "http:" ? requestHttp : requestHttps;
  const headers = { host: hostname, "user-agent": "slipway", ...request.headers };
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = until === undefined ? timeout : AbortSignal.any([timeout, until]);
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      if (timeout.aborted) reject(new Error(`no answer within ${timeoutMs} ms`));
      else if (connectionFaults.has(error.code ?? "")) reject(new Unreachable(error.message));
      else reject(error);
    };
    const outgoing = send(target, { method, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", fail);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, body: text });
      });
    });
    outgoing.once("error", fail);
    outgoing.end(body);
  });
}

/**
 * Asks a Worker's version, where that is part of the current deployment; elsewhere it is ignored.
 * @see https://developers.cloudflare.com/workers/versions-and-deployments/version-overrides/
 */
export function versionOverride(scriptName: string, versionId: string): Record<string, string> {
  return { "cloudflare-workers-version-overrides": `${scriptName}="${versionId}"` };
}
