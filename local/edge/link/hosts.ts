/** Whether a route pattern's host, such as `*.example.com`, speaks of `host`; both in lower case. */
export function matchesHost(pattern: string, host: string): boolean {
  return pattern.startsWith("*") ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Whether the name leads to this machine: connections to it never leave it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
