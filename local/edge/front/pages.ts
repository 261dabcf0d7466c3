import type { IncomingMessage, ServerResponse } from "node:http";

/** An answer that the edge gives instead of a Worker, with Cloudflare's status and error code. */
export interface Page {
  status: number;
  /** Cloudflare's code, as in `error code: 1101`. */
  code: number;
  title: string;
  /** What it means here, and what to do. */
  explanation: string;
}

/** Cloudflare's edge has no such host. Observed: 409 with code 1001 for a foreign `Host`. */
export function unknownHost(host: string): Page {
  return {
    status: 409,
    code: 1001,
    title: "DNS resolution error",
    explanation: `No route, custom domain or workers.dev name of the local cloud has the host "${host}". Add ".localhost" to a public host name to open it in a browser.`,
  };
}

export function directAddress(): Page {
  return {
    status: 403,
    code: 1003,
    title: "Direct IP access not allowed",
    explanation:
      "Ask for a host: <worker>.localhost, or a public host name with .localhost behind it, or send the public name in the Host header.",
  };
}

export function noSuchWorkersDev(host: string): Page {
  return {
    status: 404,
    code: 1042,
    title: "There is nothing here yet",
    explanation: `No Worker or version has the name "${host}": it does not exist, or its workers.dev name or preview URLs are switched off.`,
  };
}

/** A known host whose path no Worker has: at Cloudflare the request would go to the origin. */
export function noOrigin(host: string): Page {
  return {
    status: 523,
    code: 523,
    title: "Origin is unreachable",
    explanation: `No route sends this path of "${host}" to a Worker, and the local cloud has no origin servers.`,
  };
}

export function notDeployed(script: string): Page {
  return {
    status: 404,
    code: 1042,
    title: "There is nothing here yet",
    explanation: `Worker "${script}" has no deployment.`,
  };
}

export function workerThrew(script: string): Page {
  return {
    status: 500,
    code: 1101,
    title: "Worker threw exception",
    explanation: `Worker "${script}" threw an exception. Its log says more.`,
  };
}

export function workerUnavailable(script: string, reason: string): Page {
  return {
    status: 503,
    code: 1105,
    title: "Temporarily unavailable",
    explanation: `Worker "${script}" could not be reached: ${reason}`,
  };
}

export function workerTimedOut(script: string, limitSeconds: number): Page {
  return {
    status: 524,
    code: 524,
    title: "A timeout occurred",
    explanation: `Worker "${script}" did not begin to answer within ${limitSeconds} seconds.`,
  };
}

export function bodyTooLarge(limitMegabytes: number): Page {
  return {
    status: 413,
    code: 413,
    title: "Payload too large",
    explanation: `The request body is larger than ${limitMegabytes} MB.`,
  };
}

export function addressTooLong(limitKilobytes: number): Page {
  return {
    status: 414,
    code: 414,
    title: "URI too long",
    explanation: `The URL is longer than ${limitKilobytes} kB.`,
  };
}

export function tooManyHops(): Page {
  return {
    status: 429,
    code: 1019,
    title: "Compute server error",
    explanation: "Workers called each other in a loop.",
  };
}

/** HTML for browsers, one line and the explanation for everything else. */
export function sendPage(request: IncomingMessage, response: ServerResponse, page: Page): void {
  const isBrowser = (request.headers.accept ?? "").includes("text/html");
  const body = isBrowser ? renderHtml(page) : `error code: ${page.code}\n${page.explanation}\n`;
  response.writeHead(page.status, {
    "Content-Type": `text/${isBrowser ? "html" : "plain"}; charset=UTF-8`,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "private, no-store",
    Server: "cloudflare",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function renderHtml({ status, code, title, explanation }: Page): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${code}: ${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem;color:#222}
h1{font-weight:600}small{color:#666}</style>
<h1>${title}</h1>
<p>${escapeHtml(explanation)}</p>
<small>error code: ${code} · HTTP ${status} · the local cloud's edge</small>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
