/**
 * Parses an address the Worker may call: https anywhere, or http on this machine's loopback, where a
 * local cloud answers. Undefined for everything else, and for addresses with a user name in them.
 */
export function parseOutboundUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return undefined;
  if (url.protocol === "https:") return url;
  return url.protocol === "http:" && isLoopback(url.hostname) ? url : undefined;
}

function isLoopback(host: string): boolean {
  return host === "127.0.0.1" || host === "localhost" || host.endsWith(".localhost");
}
