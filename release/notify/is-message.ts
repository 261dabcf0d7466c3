import type { Message } from "./notifier.ts";

/**
 * Whether what was read from a file is a message, of this version of Slipway. By hand: with zod the
 * emergency rollback would be no file that somebody can read.
 */
export function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false;
  const { pages = [], facts } = value;
  return (
    areTexts(value, ["kind", "stack", "title", "correlationId"]) &&
    isOneOf(value.severity, ["info", "success", "warning", "critical"]) &&
    isListOf(facts, (fact) => areTexts(fact, ["name", "value"])) &&
    isListOf(pages, isPage)
  );
}

function isPage(value: unknown): boolean {
  return (
    isRecord(value) &&
    isOneOf(value.action, ["trigger", "resolve"]) &&
    areTexts(value, ["service", "dedupKey"])
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function areTexts(value: unknown, names: readonly string[]): boolean {
  return isRecord(value) && names.every((name) => typeof value[name] === "string");
}

function isOneOf(value: unknown, texts: readonly string[]): boolean {
  return typeof value === "string" && texts.includes(value);
}

function isListOf(value: unknown, isElement: (element: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isElement);
}
