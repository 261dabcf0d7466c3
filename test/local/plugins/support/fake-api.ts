import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request that arrived, its body parsed where it is JSON or a form. */
export interface Received {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Answers requests by `METHOD path`; an answer that is a list is used up one by one. */
export type Answers = Record<string, Answer | Answer[] | ((request: Received) => Answer)>;

export interface FakeApi {
  origin: string;
  received: Received[];
  /** `METHOD path`, in order of arrival. */
  calls(): string[];
  answers: Answers;
}

/** An HTTP server that answers what a test tells it to, and 404 else. */
export async function useFakeApi(answers: Answers = {}): Promise<FakeApi> {
  const api: FakeApi = { origin: "", received: [], answers, calls: () => [] };
  api.calls = () => api.received.map(({ method, path }) => `${method} ${path}`);
  const server = createServer(async (incoming, outgoing) => {
    const request = await receive(incoming);
    api.received.push(request);
    const { status = 200, headers, body } = take(api.answers, request);
    outgoing.writeHead(status, { "content-type": "application/json", ...headers });
    outgoing.end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  api.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return api;
}

function take(answers: Answers, request: Received): Answer {
  const key = `${request.method} ${request.path}`;
  const answer = answers[key];
  if (typeof answer === "function") return answer(request);
  if (Array.isArray(answer)) return answer.shift() ?? { status: 500, body: { spent: key } };
  return answer ?? { status: 404, headers: { "x-should-retry": "false" }, body: {} };
}

async function receive(incoming: IncomingMessage): Promise<Received> {
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return {
    method: incoming.method ?? "",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: incoming.headers as Record<string, string>,
    body: parse(text, incoming.headers["content-type"] ?? ""),
  };
}

function parse(text: string, type: string): unknown {
  if (text === "") return null;
  if (type.startsWith("application/json")) return JSON.parse(text);
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  return text;
}

/** Cloudflare's envelope around a result. */
export function cloudflareAnswer(result: unknown, status = 200): Answer {
  return { status, body: { success: status < 400, errors: [], messages: [], result } };
}

/** A Cloudflare refusal that its client does not repeat. */
export function cloudflareRefusal(status: number, code: number, message: string): Answer {
  const headers = { "x-should-retry": "false" };
  return { status, headers, body: { success: false, errors: [{ code, message }], result: null } };
}
