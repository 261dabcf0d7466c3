import { WorkerEntrypoint } from "cloudflare:workers";
import type { LinkEnv } from "./env.worker.ts";
import { isLoopback, matchesHost } from "./hosts.ts";
import { table } from "./state.worker.ts";
import type { OriginProps } from "./table.ts";

/**
 * Where a Worker's `fetch()` goes: hosts of this cloud to the front, hosts that it emulates to what
 * stands for them, loopback as it is, the rest nowhere, unless outbound requests are allowed.
 */
export class Outbound extends WorkerEntrypoint<LinkEnv, OriginProps> {
  override fetch(request: Request): Response | Promise<Response> {
    const url = new URL(request.url);
    // A name with the root's dot behind it is the same name.
    const hostname = url.hostname.replace(/\.$/, "");
    if (isLoopback(hostname)) return this.env.NETWORK.fetch(request);
    if (
      hostname.endsWith(".localhost") ||
      table.hosts.served.some((host) => matchesHost(host, hostname))
    ) {
      const headers = new Headers(request.headers);
      headers.set("CF-Worker", this.ctx.props.script);
      headers.set("X-Forwarded-Proto", url.protocol.slice(0, -1));
      return this.env.BACK.fetch(new Request(request, { headers }));
    }
    if (Object.hasOwn(table.hosts.emulated, hostname)) {
      const target = `${table.hosts.emulated[hostname]}${url.pathname}${url.search}`;
      return this.env.NETWORK.fetch(asWorker(new Request(target, request)));
    }
    if (this.env.ALLOW_OUTBOUND) return this.env.NETWORK.fetch(request);
    return denied(this.ctx.props.script, hostname);
  }
}

/**
 * Without what a Worker has passed on of its visitor's browser: to an emulated vendor the Worker is the
 * caller, and the local cloud refuses pages.
 */
function asWorker(request: Request): Request {
  const headers = new Headers(request.headers);
  for (const name of ["Origin", "Sec-Fetch-Mode", "Sec-Fetch-Site"]) headers.delete(name);
  return new Request(request, { headers });
}

/** As Cloudflare answers for a host that it cannot resolve, with the reason. */
function denied(script: string, hostname: string): Response {
  const text = `error code: 1016\nThe local cloud kept Worker "${script}" from reaching ${hostname}: outbound requests are off, and no route, custom domain or workers.dev name here has this host.\n`;
  return new Response(text, { status: 530, headers: { "Content-Type": "text/plain" } });
}
