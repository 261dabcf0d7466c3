import type { Command } from "../command.ts";

/**
 * Every command by its name, in the order in which help lists them. A command's modules are loaded
 * when it is asked for: those of all would take longer than most commands do.
 */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./start.ts")).start,
  preview: async () => (await import("./preview.ts")).preview,
  deploy: async () => (await import("./deploy.ts")).deploy,
  drift: async () => (await import("./drift.ts")).drift,
  status: async () => (await import("./status.ts")).status,
  verify: async () => (await import("./verify.ts")).verify,
  watch: async () => (await import("./watch.ts")).watch,
  preflight: async () => (await import("./preflight.ts")).preflight,
  windows: async () => (await import("./windows.ts")).windows,
  tokens: async () => (await import("./tokens.ts")).tokens,
  "config check": async () => (await import("./config/check.ts")).configCheck,
  "config diff": async () => (await import("./config/diff.ts")).configDiff,
  "config sync": async () => (await import("./config/sync.ts")).configSync,
  rollback: async () => (await import("./rollback.ts")).rollback,
  "local start": async () => (await import("./local/start.ts")).localStart,
  "local stop": async () => (await import("./local/stop.ts")).localStop,
  "local reset": async () => (await import("./local/reset.ts")).localReset,
  "local env": async () => (await import("./local/env.ts")).localEnv,
  "local journal": async () => (await import("./local/journal.ts")).localJournal,
  "local fault add": async () => (await import("./local/fault.ts")).localFaultAdd,
  "local fault list": async () => (await import("./local/fault.ts")).localFaultList,
  "local fault clear": async () => (await import("./local/fault.ts")).localFaultClear,
  "local click": async () => (await import("./local/click.ts")).localClick,
};

export const commandNames: readonly string[] = Object.keys(loaders);

/**
 * @param words of the command line, without `slipway`
 * @returns the command that they name; all where they name none: for help, or mistyped.
 */
export function loadCommands(words: readonly string[]): Promise<readonly Command[]> {
  const named = Object.entries(loaders).filter(([name]) => beginsWith(words, name.split(" ")));
  const asked = named.length > 0 ? named : Object.entries(loaders);
  return Promise.all(asked.map(([, load]) => load()));
}

function beginsWith(words: readonly string[], name: readonly string[]): boolean {
  return name.every((word, index) => words[index] === word);
}
