import { beforeEach, expect, test } from "vitest";
import { hashedEmbedder } from "../../../worker/collective-vision/embedding/hashed.ts";
import { board, createFeedback } from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";

interface Similar {
  readonly items: ReadonlyArray<{ readonly title: string; readonly score: number }>;
}

let worker: Harness;

beforeEach(async () => {
  worker = await useWorker();
});

/** Lets the consumer work through everything that is on the queue. */
async function index(): Promise<void> {
  await worker.deliver(worker.queue.sent.splice(0));
}

async function findSimilar(id: string, query = ""): Promise<Similar> {
  const response = await worker.fetch(`${board}/${id}/similar${query}`);
  expect(response.status).toBe(200);
  return response.json();
}

test("feedback in like words is found, best first, without the feedback itself", async () => {
  const { id } = await createFeedback(worker, { title: "Dark mode for the dashboard" });
  await createFeedback(worker, { title: "Dashboard in dark mode" });
  await createFeedback(worker, { title: "A dark theme" });
  await createFeedback(worker, { title: "Export invoices as CSV" });
  await index();
  const { items } = await findSimilar(id);
  expect(items.map(({ title }) => title)).toEqual(["Dashboard in dark mode", "A dark theme"]);
  expect(items[0]?.score).toBeGreaterThan(items[1]?.score ?? 1);
});

test("feedback that is not indexed yet still finds others", async () => {
  await createFeedback(worker, { title: "Keyboard shortcuts" });
  await index();
  const { id } = await createFeedback(worker, { title: "More keyboard shortcuts" });
  expect((await findSimilar(id)).items).toMatchObject([{ title: "Keyboard shortcuts" }]);
});

test("boards do not see each other", async () => {
  await createFeedback(worker, { title: "Dark mode" }, "/api/v1/acme/other/feedback");
  const { id } = await createFeedback(worker, { title: "Dark mode" });
  await index();
  expect((await findSimilar(id)).items).toEqual([]);
});

test("vectors of another embedder are passed over", async () => {
  await createFeedback(worker, { title: "Dark mode" });
  const { id } = await createFeedback(worker, { title: "Dark mode" });
  await index();
  for (const vector of worker.vectorize.vectors.values()) vector.metadata = { embedder: "old" };
  expect((await findSimilar(id)).items).toEqual([]);
});

test("a vector whose feedback is gone is passed over", async () => {
  const gone = await createFeedback(worker, { title: "Dark mode" });
  const { id } = await createFeedback(worker, { title: "Dark mode" });
  await index();
  await worker.env.DB.prepare("DELETE FROM feedback WHERE id = ?1").bind(gone.id).run();
  expect((await findSimilar(id)).items).toEqual([]);
});

test("?limit cuts the list", async () => {
  for (let number = 0; number < 4; number++) await createFeedback(worker, { title: "Dark mode" });
  const { id } = await createFeedback(worker, { title: "Dark mode" });
  await index();
  expect((await findSimilar(id, "?limit=2")).items).toHaveLength(2);
  expect((await worker.fetch(`${board}/${id}/similar?limit=11`)).status).toBe(400);
});

test("a failing index answers 503; creating feedback does not mind", async () => {
  worker.vectorize.query = async () => {
    throw new Error("VECTOR_QUERY_ERROR");
  };
  const { id } = await createFeedback(worker);
  expect((await worker.fetch(`${board}/${id}/similar`)).status).toBe(503);
});

test("unknown feedback answers 404", async () => {
  expect((await worker.fetch(`${board}/${crypto.randomUUID()}/similar`)).status).toBe(404);
});

test("Workers AI embeds where it is bound", async () => {
  const asked: unknown[] = [];
  const vectors: Record<string, number> = { "Dark mode": 0, "Night colours": 0, Export: 1 };
  const AI = {
    run: async (model: string, { text }: { text: string[] }) => {
      asked.push(model);
      const axis = (each: string) => Array.from({ length: 768 }, (_, i) => +(i === vectors[each]));
      return { shape: [text.length, 768], data: text.map(axis) };
    },
  } as unknown as Ai;
  worker = await useWorker({ AI });
  const { id } = await createFeedback(worker, { title: "Dark mode" });
  await createFeedback(worker, { title: "Night colours" });
  await createFeedback(worker, { title: "Export" });
  await index();
  expect((await findSimilar(id)).items).toMatchObject([{ title: "Night colours", score: 1 }]);
  expect(new Set(asked)).toEqual(new Set(["@cf/baai/bge-base-en-v1.5"]));
});

test("the local embedder gives the same 768 numbers of length 1 every time", async () => {
  const text = "Dark mode, bitte! ダークモード";
  const [first = [], second] = await hashedEmbedder.embed([text, text]);
  expect(first).toHaveLength(768);
  expect(second).toEqual(first);
  expect(Math.hypot(...first)).toBeCloseTo(1, 12);
  expect(first.findIndex((value) => value !== 0)).toBe(9);
});

test.each(["", "!!!", "🙂"])("the local embedder gives %j a direction too", async (text) => {
  const [vector = []] = await hashedEmbedder.embed([text]);
  expect(Math.hypot(...vector)).toBe(1);
});
