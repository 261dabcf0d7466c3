import { z } from "zod";
import { readStackFile, type StackFile, stacksOf } from "../../release/stack-file.ts";
import {
  type TokenName,
  type TokenPermission,
  tokenNames,
  tokenPermissions,
  tokenPurposes,
} from "../../release/tokens/needs.ts";
import { checkTokens, type TokenFinding } from "../../release/tokens/token-check.ts";
import { askVendors, vendorAccess } from "../../release/tokens/vendor-access.ts";
import { defineCommand } from "../command.ts";
import { ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { projectRoot } from "./local/options.ts";

export const tokens = defineCommand({
  name: "tokens",
  summary: "List what each token must be allowed to do, and no more; try the present ones.",
  arguments: "[stack]",
  options: [
    { flags: "--check", description: "ask the vendors what this environment's tokens may do" },
    {
      flags: "--as <token>",
      description: `with --check: what they are for, ${tokenNames.join(", ")} (default apply)`,
    },
  ],
  input: z.object({
    args: z.array(z.string()).max(1, "name one stack: staging or production"),
    check: z.boolean().default(false),
    as: z.enum(tokenNames, { error: `one of ${tokenNames.join(", ")}` }).default("apply"),
  }),
  async run({ args, check, as }, output) {
    const [first = "production"] = args.length > 0 ? args : await stacksOf(projectRoot);
    const stackFile = await readStackFile(first, projectRoot);
    return check ? tryTokens(as, stackFile, output) : listTokens(first, stackFile, output);
  },
});

function listTokens(stack: string, stackFile: StackFile, output: Output): ExitCode {
  const list = tokenNames.map((token) => ({
    token,
    purpose: tokenPurposes[token],
    permissions: tokenPermissions(token),
  }));
  output.line(`Tokens of ${stack}`);
  for (const { token, purpose, permissions } of list) {
    output.line();
    output.line(`${token}: ${purpose}`);
    for (const line of describePermissions(permissions, stackFile)) output.line(`  ${line}`);
  }
  output.line();
  output.line("A PagerDuty REST API key has no scopes: a read-only key plans, a full one applies.");
  output.json(list);
  return ExitCode.ok;
}

/** `Cloudflare, zone example.com: DNS: Edit, Workers Routes: Edit` */
function describePermissions(
  permissions: readonly TokenPermission[],
  { accountId, zone, githubOwner, githubRepository }: StackFile,
): string[] {
  const places = {
    account: (vendor: TokenPermission["vendor"]) =>
      vendor === "cloudflare" ? `, account ${accountId}` : "",
    zone: () => `, zone ${zone}`,
    repository: () => `, repository ${githubOwner}/${githubRepository}`,
    workspace: () => "",
  };
  const rows = permissions.map(({ vendor, of, name }) => ({
    place: `${vendorAccess[vendor].title}${places[of](vendor)}`,
    name,
  }));
  return [...Map.groupBy(rows, ({ place }) => place)].map(
    ([place, names]) => `${place}: ${names.map(({ name }) => name).join("; ")}`,
  );
}

const marks: Record<TokenFinding["status"], string> = {
  granted: "✓",
  refused: "✗",
  unknown: "?",
  warning: "!",
};

async function tryTokens(token: TokenName, stackFile: StackFile, output: Output) {
  const { env } = process;
  const options = { env, ask: askVendors(env), stackFile, now: new Date() };
  const findings = await checkTokens(tokenPermissions(token), options);
  for (const { vendor, subject, status, note } of findings) {
    output.line(`${marks[status]} ${vendorAccess[vendor].title}, ${subject}: ${note}`);
  }
  output.line("Tried by looking: that a token may also change what it sees is not proven.");
  output.json(findings);
  if (findings.some(({ status }) => status === "refused")) return ExitCode.failed;
  return findings.every(({ status }) => status === "granted") ? ExitCode.ok : ExitCode.warnings;
}
