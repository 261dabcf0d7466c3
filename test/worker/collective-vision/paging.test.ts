import { beforeEach, expect, test } from "vitest";
import { board, createFeedback, problemCode, voterId } from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";

interface Page {
  readonly items: ReadonlyArray<{ readonly title: string }>;
  readonly nextCursor: string | null;
}

let worker: Harness;

beforeEach(async () => {
  worker = await useWorker();
});

/** Creates ideas a second apart and gives them votes. */
async function fill(votes: readonly number[]): Promise<void> {
  for (const [index, count] of votes.entries()) {
    worker.now += 1000;
    const { id } = await createFeedback(worker, { title: `idea ${index}` });
    for (let voter = 0; voter < count; voter++) {
      await worker.postJson(`${board}/${id}/vote`, { voterId: voterId(voter) });
    }
  }
}

async function getPage(query: string): Promise<Page> {
  const response = await worker.fetch(`${board}?${query}`);
  expect(response.status).toBe(200);
  return response.json();
}

/** Follows the cursors to the end, or until it is clear that there is none. */
async function readAll(sort: string, limit: number): Promise<string[]> {
  const titles: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null && titles.length < 50) {
    const after: string = cursor && `&cursor=${cursor}`;
    const page: Page = await getPage(`sort=${sort}&limit=${limit}${after}`);
    titles.push(...page.items.map(({ title }) => title));
    cursor = page.nextCursor;
  }
  return titles;
}

test("most votes come first, newer ones first among equals", async () => {
  await fill([1, 3, 0, 1]);
  const { items } = await getPage("sort=votes");
  expect(items.map(({ title }) => title)).toEqual(["idea 1", "idea 3", "idea 0", "idea 2"]);
});

test("sort=new lists the newest first, whatever the votes", async () => {
  await fill([2, 0, 1]);
  const { items } = await getPage("sort=new");
  expect(items.map(({ title }) => title)).toEqual(["idea 2", "idea 1", "idea 0"]);
});

test.each(["votes", "new"])("paging by %s shows each idea once, in order", async (sort) => {
  await fill([1, 1, 0, 2, 0]);
  const inOne = await readAll(sort, 50);
  expect(inOne).toHaveLength(5);
  for (const limit of [1, 2, 5]) expect(await readAll(sort, limit)).toEqual(inOne);
});

test("ideas of the same millisecond are paged without loss", async () => {
  for (const title of ["one", "two", "three"]) await createFeedback(worker, { title });
  expect((await readAll("new", 1)).toSorted()).toEqual(["one", "three", "two"]);
});

test("an idea that arrives while paging by age moves no other idea", async () => {
  await fill([0, 0, 0]);
  const first = await getPage("sort=new&limit=2");
  await fill([0]);
  const second = await getPage(`sort=new&limit=2&cursor=${first.nextCursor}`);
  expect(second.items.map(({ title }) => title)).toEqual(["idea 0"]);
});

test("a page has 20 ideas unless asked, and nextCursor only when there are more", async () => {
  await fill(Array<number>(21).fill(0));
  const page = await getPage("");
  expect(page.items).toHaveLength(20);
  expect(page.nextCursor).toEqual(expect.any(String));
  expect((await getPage("limit=21")).nextCursor).toBeNull();
});

test.each([
  ["limit=1", 200],
  ["limit=50", 200],
  ["limit=0", 400],
  ["limit=51", 400],
  ["limit=-1", 400],
  ["limit=1.5", 400],
  ["limit=ten", 400],
  ["sort=votes", 200],
  ["sort=new", 200],
  ["sort=old", 400],
  ["cursor=", 400],
  ["cursor=abc", 400],
  ["cursor=W10", 400],
  ["cursor=%00%ff", 400],
])("?%s answers %d", async (query, status) => {
  const response = await worker.fetch(`${board}?${query}`);
  expect(response.status).toBe(status);
  if (status === 400) expect(await problemCode(response)).toBe("invalid_request");
});

test("a cursor of one order is refused in the other", async () => {
  await fill([0, 0]);
  const { nextCursor } = await getPage("sort=new&limit=1");
  const response = await worker.fetch(`${board}?sort=votes&cursor=${nextCursor}`);
  expect(response.status).toBe(400);
});
