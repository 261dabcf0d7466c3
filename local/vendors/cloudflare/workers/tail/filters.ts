import type { TailEvent } from "../../../../edge/contract.ts";

/**
 * Whether an event passes every filter of a tail.
 * @see workers-sdk `packages/wrangler/src/tail/filters.ts`
 * @param random between 0 and 1, for the sampling rate.
 */
export function passes(
  event: TailEvent,
  filters: readonly Record<string, unknown>[],
  random: () => number,
): boolean {
  return filters.every((filter) =>
    Object.entries(filter).every(([kind, wanted]) => {
      switch (kind) {
        case "sampling_rate":
          return random() < Number(wanted);
        case "outcome":
          return (wanted as string[]).includes(String(event.outcome));
        case "method":
          return (wanted as string[]).includes(methodOf(event) ?? "");
        case "header":
          return hasHeader(event, wanted as { key: string; query?: string });
        case "query":
          return JSON.stringify(event.logs ?? []).includes(String(wanted));
        default:
          return true;
      }
    }),
  );
}

interface EventRequest {
  method?: string;
  headers?: Record<string, string>;
}

function requestOf({ event }: TailEvent): EventRequest | undefined {
  return (event as { request?: EventRequest } | null | undefined)?.request;
}

function methodOf(event: TailEvent): string | undefined {
  return requestOf(event)?.method;
}

function hasHeader(event: TailEvent, { key, query }: { key: string; query?: string }): boolean {
  const value = requestOf(event)?.headers?.[key.toLowerCase()];
  return value !== undefined && (query === undefined || value.includes(query));
}
