import type { SmokeStep } from "./service.ts";

type Values = Readonly<Record<string, string>>;

/** The step with its `{name}` placeholders filled in, or the names that have no value. */
export function fillPlaceholders(
  step: SmokeStep,
  values: Values,
): { step: SmokeStep } | { missing: readonly string[] } {
  const missing = new Set<string>();
  const fill = (text: string, encode = (value: string) => value) =>
    text.replace(/\{([A-Za-z]\w*)\}/g, (placeholder, name: string) => {
      const value = values[name];
      if (value !== undefined) return encode(value);
      missing.add(name);
      return placeholder;
    });
  const filled: SmokeStep = {
    ...step,
    path: fill(step.path, encodeURIComponent),
    ...(step.headers === undefined ? {} : { headers: mapTexts(step.headers, fill) as Values }),
    ...(step.body === undefined ? {} : { body: mapTexts(step.body, fill) }),
    ...(step.expects === undefined
      ? {}
      : { expects: mapTexts(step.expects, fill) as NonNullable<SmokeStep["expects"]> }),
  };
  return missing.size > 0 ? { missing: [...missing] } : { step: filled };
}

/** A copy of plain data in which each text is changed; keys are left as they are. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]),
  );
}

/** What is at a dotted path (`items.0.title`), of own properties only; undefined where nothing is. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((found, key) => {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    return (found as Record<string, unknown>)[key];
  }, value);
}
