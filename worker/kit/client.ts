/** Who is calling, as Cloudflare's edge reports it. Fields are undefined outside the edge. */
export interface Client {
  readonly clientIp: string | undefined;
  readonly userAgent: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | undefined;
  /** IATA code of the data centre. */
  readonly colo: string | undefined;
}

/** Reads the caller. `X-Forwarded-For` is never trusted: anyone can send it. */
export function readClient(request: Request): Client {
  const cf: Record<string, unknown> = { ...request.cf };
  return {
    clientIp: request.headers.get("cf-connecting-ip") ?? undefined,
    userAgent: request.headers.get("user-agent") ?? undefined,
    country: typeof cf.country === "string" ? cf.country : undefined,
    colo: typeof cf.colo === "string" ? cf.colo : undefined,
  };
}

/**
 * What a caller is counted by: an IPv4 address, or the /64 of an IPv6 address, because one
 * subscriber owns a whole /64. Callers without an address share one key.
 */
export function rateLimitKey(clientIp: string | undefined): string {
  if (!clientIp) return "unknown";
  if (!clientIp.includes(":")) return clientIp;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(clientIp);
  return mapped?.[1] ?? `${ipv6Network(clientIp).join(":")}::/64`;
}

function ipv6Network(address: string): string[] {
  const [head = "", tail = ""] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = address.includes("::") ? [...left, ...zeros, ...right] : left;
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
}
