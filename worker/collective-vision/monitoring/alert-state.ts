export const channels = ["slack", "pagerduty"] as const;

export type Channel = (typeof channels)[number];

/** The failing checks each channel was last told of, as `api,database`. Absent: told that all is well, or nothing yet. */
export type AlertState = { readonly [channel in Channel]?: string };

const key = "health:alerts";

export async function readState(kv: KVNamespace): Promise<AlertState> {
  return (await kv.get<AlertState>(key, "json")) ?? {};
}

/** Written on changes only: KV takes one write per second and key. */
export async function writeState(kv: KVNamespace, state: AlertState): Promise<void> {
  await kv.put(key, JSON.stringify(state));
}
