import { valueAt } from "../plan/property-path.ts";
import type { FieldChange } from "./finding.ts";
import { kindOf, type RefreshedResource } from "./refreshed-resource.ts";
import type { Remedy } from "./remedy.ts";

type Mend = (resource: RefreshedResource) => Remedy;

/** What mends the properties that a provider reads but would not repair, by resource and property. */
const mends: Readonly<Record<string, Readonly<Record<string, Mend>>>> = {
  ActionsEnvironmentSecret: {
    // The value cannot be read, only when it was written: somebody has written it after us.
    remoteUpdatedAt: ({ urn }) => ({ kind: "replace", urn }),
  },
  Queue: {
    settings: ({ id, inputs, outputs }) => ({
      kind: "call",
      call: {
        vendor: "cloudflare",
        method: "PATCH",
        path: `/accounts/${inputs.accountId}/queues/${id}`,
        body: { settings: snakeCase(outputs.settings) },
      },
    }),
  },
  Service: {
    status: ({ id, outputs }) => ({
      kind: "call",
      call: {
        vendor: "pagerduty",
        method: "PUT",
        path: `/services/${id}`,
        body: { service: { type: "service", name: outputs.name, status: "active" } },
      },
    }),
  },
};

export function remedyOfBlindField(
  resource: RefreshedResource,
  changes: readonly FieldChange[],
): Remedy {
  const known = mends[kindOf(resource)] ?? {};
  for (const { path } of changes) {
    const mend = known[path.split(/[.[]/)[0] ?? path];
    if (mend !== undefined) return mend(resource);
  }
  const fields = changes.map(
    ({ path }) => `${path} to ${JSON.stringify(valueAt(resource.outputs, path))}`,
  );
  return { kind: "by-hand", advice: `Set ${fields.join(", ")} again at the vendor.` };
}

/** Property names as the API writes them: `deliveryDelay` is `delivery_delay`. */
function snakeCase(value: unknown): Record<string, unknown> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(entries.map(([key, each]) => [snake(key), each]));
}
