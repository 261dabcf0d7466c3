import { matchesHost } from "../link/hosts.ts";

/** A route pattern taken apart: `https://*.example.com/images/*`. */
export interface Route {
  /** Undefined for either. */
  scheme: "http" | "https" | undefined;
  /** As written, in lower case: `*.example.com`. */
  host: string;
  /** Without the trailing `*`. */
  path: string;
  isPrefix: boolean;
  /** Null switches Workers off for what it matches. */
  script: string | null;
}

function parseRoute(pattern: string, script: string | null): Route {
  const [, scheme, host = "", path = "/"] =
    /^(?:(https?):\/\/)?([^/]*)(\/.*)?$/.exec(pattern) ?? [];
  const isPrefix = path.endsWith("*");
  return {
    scheme: scheme === "http" || scheme === "https" ? scheme : undefined,
    host: host.toLowerCase(),
    path: isPrefix ? path.slice(0, -1) : path,
    isPrefix,
    script,
  };
}

/**
 * All routes of all zones. Patterns match the whole URL, query included, and are case sensitive in
 * the path; the most specific one wins, the host counting before the path.
 * @see https://developers.cloudflare.com/workers/configuration/routing/routes/#matching-behavior
 */
export class RouteTable {
  readonly #routes: readonly Route[];
  readonly #byHost = new Map<string, readonly Route[]>();

  constructor(routes: readonly { pattern: string; script: string | null }[]) {
    this.#routes = routes
      .map(({ pattern, script }) => parseRoute(pattern, script))
      .sort(bySpecificity);
  }

  /** @param target path with query */
  match(scheme: "http" | "https", host: string, target: string): Route | undefined {
    return this.#of(host).find(
      (route) =>
        (route.scheme ?? scheme) === scheme &&
        (route.isPrefix ? target.startsWith(route.path) : target === route.path),
    );
  }

  /** Whether any pattern speaks of the host, whatever the path. */
  knows(host: string): boolean {
    return this.#of(host).length > 0;
  }

  #of(host: string): readonly Route[] {
    let routes = this.#byHost.get(host);
    if (!routes) {
      routes = this.#routes.filter((route) => matchesHost(route.host, host));
      // Hosts come from clients: do not let them fill the memory.
      if (this.#byHost.size < 1000) this.#byHost.set(host, routes);
    }
    return routes;
  }
}

/**
 * Exact hosts first, then longer ones, then longer paths. A slash before the final `*` does not
 * count and loses a tie, as in Cloudflare's known issue: of `/images/*` and `/images*` the second
 * answers `/images/hello`.
 * @see https://developers.cloudflare.com/workers/platform/known-issues/#route-specificity
 */
function bySpecificity(a: Route, b: Route): number {
  return (
    Number(a.host.startsWith("*")) - Number(b.host.startsWith("*")) ||
    b.host.length - a.host.length ||
    Number(a.isPrefix) - Number(b.isPrefix) ||
    counted(b.path).length - counted(a.path).length ||
    a.path.length - b.path.length ||
    Number(a.scheme === undefined) - Number(b.scheme === undefined)
  );
}

function counted(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
