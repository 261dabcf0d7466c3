import { json, type WireHandler } from "./wire.ts";

/** Workers AI is not emulated: every call is refused in words, so that a Worker's fallback is seen. */
export const aiWire: WireHandler = ({ headers, url }) => {
  const model = String(headers["cf-consn-model-id"] ?? url.pathname);
  return {
    ...json({
      internalCode: 5007,
      name: "InferenceUpstreamError",
      description: `The local cloud runs no model, so not ${model} either.`,
    }),
    status: 501,
  };
};
