import type { Vector } from "../../data/contract.ts";
import { VectorError, vectorLimits } from "../../data/vector-rules.ts";
import type { VectorQuery, VectorStore } from "../../data/vector-store.ts";
import { json, refusal, type WireHandler, type WireRequest } from "./wire.ts";

/**
 * What `cloudflare-internal:vectorize-api` speaks for a v2 index: `GET /info`, and `POST /insert`,
 * `/upsert` (newline-delimited JSON), `/query`, `/getByIds`, `/deleteByIds`.
 * @see workerd `src/cloudflare/internal/vectorize-api.ts`
 */
export function vectorizeWire(vectorize: VectorStore): WireHandler {
  return (request) => {
    try {
      return route(vectorize, request);
    } catch (error) {
      if (!(error instanceof VectorError)) throw error;
      const status = error.code === "index-not-found" ? 404 : 400;
      return { ...json({ code: error.number, error: error.message }), status };
    }
  };
}

function route(vectorize: VectorStore, { resource, method, url, body }: WireRequest) {
  switch (`${method} ${url.pathname}`) {
    case "GET /info":
      return json(vectorize.describe(resource));
    case "POST /insert":
      return json({ mutationId: vectorize.insert(resource, parseVectors(body)) });
    case "POST /upsert":
      return json({ mutationId: vectorize.upsert(resource, parseVectors(body)) });
    case "POST /query": {
      const matches = vectorize.query(resource, JSON.parse(body.toString()) as VectorQuery);
      return json({ count: matches.length, matches });
    }
    case "POST /getByIds":
      return json(vectorize.getByIds(resource, parseIds(body)));
    case "POST /deleteByIds":
      return json({ mutationId: vectorize.deleteByIds(resource, parseIds(body)) });
    default:
      return refusal(404, "Not Found");
  }
}

function parseVectors(body: Buffer): Vector[] {
  const vectors = parseNdjson(body.toString()) as Vector[];
  if (vectors.length > vectorLimits.workerBatch) {
    throw new VectorError(
      "invalid-batch",
      `a batch has at most ${vectorLimits.workerBatch} vectors, and got ${vectors.length}`,
    );
  }
  return vectors;
}

function parseIds(body: Buffer): string[] {
  return (JSON.parse(body.toString()) as { ids: string[] }).ids;
}

/** @throws VectorError naming the line that is no JSON. */
function parseNdjson(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, index) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw new VectorError("invalid-batch", `line ${index + 1} is not valid JSON`);
      }
    });
}
