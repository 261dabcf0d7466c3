/**
 * Runs in workerd between a D1 binding with `d1_binding_jsrpc` and the gateway: turns the method
 * call `query({queries, bookmark})` into the HTTP protocol.
 * @see workerd `src/cloudflare/internal/d1-api.ts`, `fetcherQuery`
 */
export const d1RpcModule = `
import { WorkerEntrypoint } from "cloudflare:workers";

const BOOKMARK = "x-cf-d1-session-commit-token";

export default class extends WorkerEntrypoint {
  fetch(request) {
    return this.env.GATEWAY.fetch(request);
  }

  async query({ queries, bookmark }) {
    const response = await this.env.GATEWAY.fetch("http://d1/query?resultsFormat=ROWS_AND_COLUMNS", {
      method: "POST",
      headers: bookmark ? { [BOOKMARK]: bookmark } : {},
      body: JSON.stringify(queries),
    });
    const answer = await response.json();
    if (!Array.isArray(answer)) {
      throw Object.assign(new Error(answer.error), { name: "D1_ERROR" });
    }
    return {
      results: answer.map(({ meta, results }) => ({ meta, data: { kind: "raw", ...results } })),
      bookmark: response.headers.get(BOOKMARK) ?? undefined,
    };
  }
}
`;
