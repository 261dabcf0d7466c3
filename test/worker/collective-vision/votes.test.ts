import { beforeEach, expect, test } from "vitest";
import { board, createFeedback, problemCode, voterId } from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";

let worker: Harness;
let id: string;

beforeEach(async () => {
  worker = await useWorker();
  ({ id } = await createFeedback(worker));
});

const vote = (voter: unknown, path = `${board}/${id}/vote`) =>
  worker.postJson(path, { voterId: voter });

const unvote = (voter: string) =>
  worker.fetch(`${board}/${id}/vote`, {
    method: "DELETE",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ voterId: voter }),
  });

const countVotes = async () => {
  const row = await worker.env.DB.prepare(
    "SELECT vote_count, (SELECT count(*) FROM votes) AS rows FROM feedback",
  ).first();
  return row;
};

test("a vote counts once, however often it is cast", async () => {
  for (let round = 0; round < 3; round++) {
    const response = await vote(voterId(1));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ id, votes: 1, voted: true });
  }
  expect(await countVotes()).toEqual({ vote_count: 1, rows: 1 });
});

test("twenty votes of one voter at the same time count once", async () => {
  await Promise.all(Array.from({ length: 20 }, () => vote(voterId(1))));
  expect(await countVotes()).toEqual({ vote_count: 1, rows: 1 });
});

test("voters are counted apart", async () => {
  for (const number of [1, 2, 3]) await vote(voterId(number));
  expect(await countVotes()).toEqual({ vote_count: 3, rows: 3 });
});

test("a vote can be taken back, once", async () => {
  await vote(voterId(1));
  await vote(voterId(2));
  for (let round = 0; round < 2; round++) {
    const response = await unvote(voterId(1));
    expect(await response.json()).toEqual({ id, votes: 1, voted: false });
  }
  expect(await countVotes()).toEqual({ vote_count: 1, rows: 1 });
});

test("taking back a vote that was never cast changes nothing", async () => {
  expect(await (await unvote(voterId(9))).json()).toEqual({ id, votes: 0, voted: false });
});

test("an event is sent for each change and for nothing else", async () => {
  await vote(voterId(1));
  await vote(voterId(1));
  await unvote(voterId(1));
  await unvote(voterId(1));
  expect(worker.queue.sent.map(({ type }) => type)).toEqual([
    "feedback.created",
    "feedback.voted",
    "feedback.unvoted",
  ]);
});

test("the voter's id is not stored", async () => {
  await vote(voterId(1));
  const { results } = await worker.env.DB.prepare("SELECT voter_hash FROM votes").all();
  expect(results).toEqual([{ voter_hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
});

test("a vote through another board finds nothing and counts nothing", async () => {
  const response = await vote(voterId(1), `/api/v1/acme/other/feedback/${id}/vote`);
  expect(response.status).toBe(404);
  expect(await problemCode(response)).toBe("not_found");
  expect(await countVotes()).toEqual({ vote_count: 0, rows: 0 });
});

test.each([
  ["15 characters", "v".repeat(15), 400],
  ["16 characters", "v".repeat(16), 200],
  ["64 characters", "v".repeat(64), 200],
  ["65 characters", "v".repeat(65), 400],
  ["a space", `${"v".repeat(16)} v`, 400],
  ["a number", 1234567890123456, 400],
  ["nothing", undefined, 400],
])("a voter id of %s is answered with its status", async (_name, voter, status) => {
  expect((await vote(voter)).status).toBe(status);
});
