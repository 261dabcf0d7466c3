import type { IncomingHttpHeaders } from "node:http";

/** Why a request is not answered. */
interface PageRefusal {
  readonly status: 403 | 421;
  readonly message: string;
}

const loopbackNames = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Refuses what a web page can make the browser of whoever runs a local cloud send to it: requests for
 * a host of its own that was pointed here (DNS rebinding), and requests from another origin. Calls
 * with an `Authorization` are clients' own: a page may send that header only after a preflight, and
 * nobody here grants one.
 * @param isVendorCall false for the local cloud's own API and pages, to which a link may lead.
 */
export function refusePage(
  { method = "GET", headers }: { method?: string | undefined; headers: IncomingHttpHeaders },
  isVendorCall: boolean,
): PageRefusal | undefined {
  const host = URL.parse(`http://${headers.host}`);
  if (host === null || !loopbackNames.has(host.hostname)) {
    return {
      status: 421,
      message: `The local cloud answers on loopback names only (127.0.0.1, localhost), not "${headers.host}".`,
    };
  }
  const isLink = method === "GET" && headers["sec-fetch-mode"] === "navigate";
  if (isVendorCall ? headers.authorization !== undefined : isLink) return undefined;
  if (isOfOrigin(headers, host.origin)) return undefined;
  const page = headers.origin ?? "another site";
  return { status: 403, message: `The local cloud refuses requests from pages of ${page}.` };
}

/** Browsers leave `Origin` out of plain GETs; `Sec-Fetch-Site` they always send to loopback. */
function isOfOrigin(headers: IncomingHttpHeaders, ownOrigin: string): boolean {
  const { origin = ownOrigin, "sec-fetch-site": site = "none" } = headers;
  return origin === ownOrigin && (site === "same-origin" || site === "none");
}
