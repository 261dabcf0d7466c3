import { z } from "zod";
import { LocalCloudError } from "../../../local/errors.ts";
import type { FaultRule } from "../../../local/faults.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { LocalClient } from "../../local-client.ts";
import { dataInput, dataOption, noArguments } from "./options.ts";

const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    context.addIssue(`JSON (${(error as Error).message})`);
    return z.NEVER;
  }
});

export const localFaultAdd = defineCommand({
  name: "local fault add",
  summary: "Make an emulated vendor misbehave, until the rule is cleared.",
  arguments: "<rule>",
  options: [dataOption],
  input: z.object({
    args: z.tuple([jsonText], { error: "give one rule, as JSON" }),
    data: dataInput,
  }),
  async run({ args: [rule], data }, output) {
    const added = await new LocalClient(data).request<FaultRule>("POST", "/faults", rule);
    output.line(`Added ${describe(added)}`);
    output.json(added);
    return ExitCode.ok;
  },
});

export const localFaultList = defineCommand({
  name: "local fault list",
  summary: "List the fault rules with how often each matched and hit.",
  options: [dataOption],
  input: z.object({ args: noArguments, data: dataInput }),
  async run({ data }, output) {
    const rules = await new LocalClient(data).request<FaultRule[]>("GET", "/faults");
    if (rules.length === 0) output.line("No fault rules.");
    for (const rule of rules) output.line(describe(rule));
    output.json(rules);
    return ExitCode.ok;
  },
});

export const localFaultClear = defineCommand({
  name: "local fault clear",
  summary: "Remove one fault rule by its id, or all of them.",
  arguments: "[id]",
  options: [dataOption],
  input: z.object({
    args: z.array(z.string()).max(1, "name one rule, or none for all"),
    data: dataInput,
  }),
  async run({ args: [id], data }, output) {
    const path = id === undefined ? "/faults" : `/faults/${encodeURIComponent(id)}`;
    const { removed } = await new LocalClient(data).request<{ removed: number }>("DELETE", path);
    if (id !== undefined && removed === 0) {
      throw new LocalCloudError("invalid-fault", `There is no fault rule ${id}.`, {
        hint: "Those there are: npx slipway local fault list",
      });
    }
    output.line(`Removed ${removed} ${removed === 1 ? "rule" : "rules"}.`);
    output.json({ removed });
    return ExitCode.ok;
  },
});

function describe(rule: FaultRule): string {
  const { kind, ...details } = rule.effect;
  const effect = [kind, ...Object.entries(details).map(([key, value]) => `${key} ${value}`)];
  const where = `${rule.vendor} ${rule.method ?? "any"} ${rule.path ?? "/**"}`;
  return `${rule.id}: ${where} → ${effect.join(", ")} (seen ${rule.seen}, hit ${rule.hits})`;
}
