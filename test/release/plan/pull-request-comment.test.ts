import { expect, test } from "vitest";
import { putComment } from "../../../release/plan/pull-request-comment.ts";

const pullRequest = { owner: "o", repository: "r", number: 5 };
const body = "<!-- marker -->\nnew";

/** GitHub with these comments on the pull request; the calls that write are kept. */
function github(bodies: readonly string[]) {
  const writes: { method: string; path: string }[] = [];
  const api = async (method: string, path: string) => {
    if (method !== "GET") {
      writes.push({ method, path });
      return { id: 1, html_url: "https://github.com/o/r/pull/5#issuecomment-1" };
    }
    const page = Number(new URLSearchParams(path.split("?")[1]).get("page"));
    return bodies.slice((page - 1) * 100, page * 100).map((text, index) => ({
      id: (page - 1) * 100 + index,
      body: text,
    }));
  };
  return { api, writes };
}

test("the first time a comment is made", async () => {
  const { api, writes } = github(["something else"]);
  expect(await putComment(api, pullRequest, body)).toContain("#issuecomment-1");
  expect(writes).toEqual([{ method: "POST", path: "/repos/o/r/issues/5/comments" }]);
});

test("the next time the same comment has the new text, on whatever page it is", async () => {
  const others = Array.from({ length: 130 }, (_, index) => `comment ${index}`);
  const { api, writes } = github([...others, "<!-- marker -->\nold"]);
  await putComment(api, pullRequest, body);
  expect(writes).toEqual([{ method: "PATCH", path: "/repos/o/r/issues/comments/130" }]);
});

test("a comment that only quotes the marker is left alone", async () => {
  const { api, writes } = github(["see <!-- marker --> above"]);
  await putComment(api, pullRequest, body);
  expect(writes.map(({ method }) => method)).toEqual(["POST"]);
});
