/** What the asset Worker takes of a `_headers` file. */
interface HeaderRules {
  version: 2;
  rules: Record<string, { set: Record<string, string>; unset: string[] }>;
}

/** What the asset Worker takes of a `_redirects` file; rules with wildcards or names are dynamic. */
interface RedirectRules {
  version: 1;
  staticRules: Record<string, { status: number; to: string; lineNumber: number }>;
  rules: Record<string, { status: number; to: string }>;
}

/**
 * Paths at the start of a line, each followed by indented `Name: value` or `! Name` lines.
 * @see https://developers.cloudflare.com/workers/static-assets/headers/
 */
export function parseHeaderRules(text: unknown): HeaderRules | undefined {
  if (typeof text !== "string") return undefined;
  const rules: HeaderRules["rules"] = {};
  let current: HeaderRules["rules"][string] | undefined;
  for (const { line } of meaningful(text)) {
    const header = /^([^\s:]+)\s*:\s*(.+)$/.exec(line);
    const removal = /^!\s*(\S+)$/.exec(line);
    if (/^(\/|https:\/\/)/.test(line)) {
      current = { set: {}, unset: [] };
      rules[line] = current;
    } else if (removal) {
      current?.unset.push(removal[1] ?? "");
    } else if (header && current) {
      current.set[(header[1] ?? "").toLowerCase()] = header[2] ?? "";
    }
  }
  return { version: 2, rules };
}

/**
 * Lines of `from to [status]`.
 * @see https://developers.cloudflare.com/workers/static-assets/redirects/
 */
export function parseRedirectRules(text: unknown): RedirectRules | undefined {
  if (typeof text !== "string") return undefined;
  const redirects: RedirectRules = { version: 1, staticRules: {}, rules: {} };
  for (const { line, number } of meaningful(text)) {
    const [from, to, status = "302"] = line.split(/\s+/);
    if (from === undefined || to === undefined) continue;
    const rule = { status: Number(status), to };
    if (/[*:]/.test(from.replace(/^https:\/\//, ""))) redirects.rules[from] = rule;
    else redirects.staticRules[from] = { ...rule, lineNumber: number };
  }
  return redirects;
}

/** Lines that are neither empty nor comments, with their numbers from 1. */
function meaningful(text: string): { line: string; number: number }[] {
  return text
    .split("\n")
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== "" && !line.startsWith("#"));
}
