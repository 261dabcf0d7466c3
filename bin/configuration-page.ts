import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConfigEntry, configEntries } from "../infra/config-entries.ts";

const page = join(import.meta.dirname, "..", "docs", "configuration.md");

/** docs/configuration.md: every key of a stack's configuration, as the schema has it. */
export function configurationPage(): string {
  return `# Configuration keys

Made from \`infra/config-schema.ts\` by \`npm run docs:configuration\`. How to work with it:
[operations/configuration.md](operations/configuration.md).

Every key is in the namespace \`slipway:\` of \`Pulumi.<stack>.yaml\`; \`onCall.urgency\` is the member \`urgency\` of
\`slipway:onCall\`. A key without a default must be set. Secrets are kept encrypted.

| key | type | must be | default | what it is for |
|---|---|---|---|---|
${configEntries.map(row).join("\n")}
`;
}

function row(entry: ConfigEntry): string {
  const { path, type, rule, description } = entry;
  const cells = [`\`${path.join(".")}\``, kind(entry, type), rule, defaultOf(entry), description];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function kind({ isSecret }: ConfigEntry, type: string): string {
  return isSecret ? `${type}, secret` : type;
}

function defaultOf({ isRequired, default: value }: ConfigEntry): string {
  if (isRequired) return "";
  return value === undefined ? "none" : `\`${JSON.stringify(value)}\``;
}

if (import.meta.main) await writeFile(page, configurationPage());
