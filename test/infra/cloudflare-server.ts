import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type CloudflareApi, cloudflareApi } from "../../release/rollout/cloudflare-api.ts";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly result?: unknown;
  readonly errors?: readonly { code: number; message: string }[];
  /** Sent as it is, in the envelope's place. */
  readonly text?: string;
  /** Breaks the connection instead of answering. */
  readonly hangUp?: true;
}

export interface CloudflareServer {
  readonly calls: readonly Call[];
  /** Milliseconds the client wanted to wait between attempts. */
  readonly waits: readonly number[];
  readonly api: CloudflareApi;
  readonly baseUrl: string;
}

/** A server that notes each call and answers as told, for as long as the test runs. */
export async function useCloudflareServer(
  answer: (call: Call) => Answer,
): Promise<CloudflareServer> {
  const calls: Call[] = [];
  const waits: number[] = [];
  const server = createServer(async (request, response) => {
    const call = await readCall(request);
    calls.push(call);
    const { status = 200, headers, result = null, errors = [], text, hangUp } = answer(call);
    if (hangUp) return void request.socket.destroy();
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(text ?? JSON.stringify({ success: status < 400, errors, messages: [], result }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
  const env = { CLOUDFLARE_BASE_URL: baseUrl, CLOUDFLARE_API_TOKEN: "local-token" };
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  return { calls, waits, baseUrl, api: cloudflareApi({ env, wait }) };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? "",
    path: (request.url ?? "").replace("/client/v4", ""),
    authorization: request.headers.authorization,
    body: text === "" ? undefined : JSON.parse(text),
  };
}
