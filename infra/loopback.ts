/** Whether a host is this machine, as URLs spell it: `127.0.0.1`, `[::1]`, `slack.localhost`. */
export function isLoopbackHost(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost|.+\.localhost)$/.test(host);
}
