import { DataFolder, type RunningCloud } from "../local/data-folder.ts";
import { LocalCloudError } from "../local/errors.ts";

/** Talks to the local cloud that runs on a data folder, through its own HTTP API. */
export class LocalClient {
  readonly running: RunningCloud;
  readonly origin: string;

  /** @throws LocalCloudError `not-running`. */
  constructor(dataDirectory: string) {
    const running = new DataFolder(dataDirectory).running();
    if (!running) {
      throw new LocalCloudError("not-running", `No local cloud runs on ${dataDirectory}.`, {
        hint: "Start one with `npm start` or `npx slipway local start --detach`.",
      });
    }
    this.running = running;
    this.origin = `http://127.0.0.1:${running.apiPort}`;
  }

  /** @throws the local cloud's own refusal with its code and hint. */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.origin}/_local${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { error?: string; code?: string; hint?: string };
    if (response.ok) return answer;
    throw new LocalCloudError("refused", answer.error ?? `HTTP ${response.status}`, {
      ...(answer.hint ? { hint: answer.hint } : {}),
    });
  }
}
