import type { WireBinding } from "../contract.ts";
import { LINK } from "../link/table.ts";
import type { ConfigRecord, WorkerdExtension } from "../runtime/config.ts";

/**
 * Bindings that are a few lines of JavaScript around calls to the edge's own process, where their
 * state is shared by all versions and survives deployments.
 */
const sources = {
  ratelimit: `export default ({ back, options }) => ({
    async limit({ key } = {}) {
      if (typeof key !== "string") throw new TypeError("limit() needs a key: { key: string }.");
      const body = JSON.stringify({ ...options, key });
      const answer = await back.fetch("http://edge/rate-limit", { method: "POST", body });
      return answer.json();
    },
  });`,
  secret: `export default ({ back, options }) => ({
    async get() {
      const body = JSON.stringify(options);
      const answer = await back.fetch("http://edge/secret", { method: "POST", body });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.text();
    },
  });`,
  analytics: `export default () => ({ writeDataPoint() {} });`,
};

type Wrapper = keyof typeof sources;

const moduleName = (wrapper: Wrapper): string => `slipway-internal:${wrapper}`;

export const wrapperExtension: WorkerdExtension = {
  modules: Object.entries(sources).map(([wrapper, esModule]) => ({
    name: moduleName(wrapper as Wrapper),
    esModule,
    internal: true,
  })),
};

export function wrappedBinding(wrapper: Wrapper, binding: WireBinding): ConfigRecord {
  return {
    wrapped: {
      moduleName: moduleName(wrapper),
      innerBindings: [
        { name: "back", service: { name: LINK.back } },
        { name: "options", json: JSON.stringify(binding) },
      ],
    },
  };
}
