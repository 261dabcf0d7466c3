import { parseArgs } from "node:util";
import { openNotifier } from "../release/notify/open-notifier.ts";
import { ReleaseError } from "../release/release-error.ts";
import { ExitCode } from "./exit-codes.ts";
import { Output } from "./output.ts";
import { type RollbackRequest, type RollbackStack, rollBack } from "./rollback.ts";
import { rollbackOptions } from "./rollback-options.ts";

/** What the file knows of each stack. */
export type EmbeddedStacks = Readonly<Record<string, RollbackStack>>;

const program = "node slipway-rollback.mjs";

/**
 * `slipway rollback` without a checkout: the one file's whole program. It does all but the engine's
 * part, which the same command of a checkout does later.
 * @param embedded what the committed configuration said when the file was built.
 */
export async function emergencyRollback(
  args: readonly string[],
  embedded: EmbeddedStacks,
): Promise<ExitCode> {
  const output = new Output({ json: args.includes("--json") });
  try {
    const request = readRequest(args);
    if (request === undefined) {
      output.raw(usage(Object.keys(embedded)));
      return ExitCode.ok;
    }
    const { env } = process;
    const { stack } = request;
    const known = stackOf(embedded, stack, env.CLOUDFLARE_ACCOUNT_ID);
    const openPeople = async () => openNotifier({ team: known, env });
    return await rollBack(request, { ...known, command: program, env, openPeople }, output);
  } catch (error) {
    output.failure(error);
    return ExitCode.failed;
  }
}

/** @returns undefined where help is asked for. @throws ReleaseError `unknown-target` */
function readRequest(args: readonly string[]): RollbackRequest | undefined {
  const { values, positionals } = parse(args);
  const {
    help,
    json,
    "dry-run": dryRun = false,
    "no-wait": noWait,
    force = false,
    ...texts
  } = values;
  if (help) return undefined;
  const [stack, ...others] = positionals;
  if (stack === undefined || others.length > 0) {
    throw new ReleaseError("unknown-target", "Name one stack to roll back.", { hint: helpCommand });
  }
  return { stack, ...texts, dryRun, force, wait: !noWait };
}

const helpCommand = `Help: ${program} --help`;

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        to: text,
        service: text,
        message: text,
        confirm: text,
        force: flag,
        "dry-run": flag,
        "no-wait": flag,
        json: flag,
        help: flag,
      },
    });
  } catch (error) {
    const { message } = error as Error;
    throw new ReleaseError("unknown-target", message, { hint: helpCommand, cause: error });
  }
}

/** @throws ReleaseError `unknown-target` */
function stackOf(
  embedded: EmbeddedStacks,
  stack: string,
  accountId: string | undefined,
): RollbackStack {
  const known = Object.hasOwn(embedded, stack) ? embedded[stack] : undefined;
  if (known === undefined) {
    throw new ReleaseError("unknown-target", `There is no stack ${stack}.`, {
      hint: `This file knows: ${Object.keys(embedded).join(", ")}.`,
    });
  }
  if (!accountId) return known;
  const services = Object.entries(known.services).map(([name, { workers }]) => [
    name,
    { workers: workers.map((worker) => ({ ...worker, accountId })) },
  ]);
  return { ...known, services: Object.fromEntries(services) };
}

function usage(stacks: readonly string[]): string {
  const options = [
    ...rollbackOptions,
    { flags: "--json", description: "print one JSON document instead of text" },
  ].map(({ flags, description }) => `  ${flags.padEnd(18)} ${description}`);
  return [
    `Usage: ${program} <stack> [options]`,
    "",
    `Gives the traffic back to the release before. Stacks: ${stacks.join(", ")}.`,
    "Needs Node 20 or later, and CLOUDFLARE_API_TOKEN. With SLACK_WEBHOOK_URL, PAGERDUTY_ROUTING_KEY",
    "and GITHUB_TOKEN it also tells those. It leaves the engine's state alone: when there is time, run",
    "the same from a checkout, as npx slipway rollback.",
    "",
    ...options,
    "",
  ].join("\n");
}
