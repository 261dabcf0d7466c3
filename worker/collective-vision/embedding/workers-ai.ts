import type { Embedder } from "./embedder.ts";

const model = "@cf/baai/bge-base-en-v1.5";

/** The model reads 512 tokens; a token is rarely under three characters of English. */
const maxCharacters = 2_000;

/**
 * A real language model. Understands meaning, in English.
 *
 * @see https://developers.cloudflare.com/workers-ai/models/bge-base-en-v1.5/
 */
export function workersAiEmbedder(ai: Ai): Embedder {
  return {
    name: model,
    minimumScore: 0.65,
    async embed(texts) {
      const text = texts.map((each) => each.slice(0, maxCharacters));
      const answer = await ai.run(model, { text });
      if (!("data" in answer) || answer.data?.length !== texts.length) {
        throw new Error(`${model} did not answer with one vector per text.`);
      }
      return answer.data;
    },
  };
}
