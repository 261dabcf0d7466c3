import { expect, test } from "vitest";
import type { GithubApi } from "../../../release/github-api.ts";
import { githubIssue } from "../../../release/notify/github-issue.ts";
import type { Page } from "../../../release/notify/notifier.ts";
import { message } from "./message.ts";

interface Issue {
  number: number;
  title: string;
  body: string;
  labels: string[];
  state: string;
  comments: string[];
  html_url: string;
}

/** GitHub's issues, as far as they are asked for. */
function useIssues({ isUnlisted = false } = {}) {
  const issues: Issue[] = [];
  const github: GithubApi = async (method, path, body) => {
    const [, , , , , number, comments] = path.split("/");
    const fields = body as Partial<Issue>;
    if (method === "GET") {
      if (isUnlisted) throw new Error("GitHub answered 502.");
      expect(path).toBe("/repos/acme/shop/issues?state=open&labels=slipway&per_page=100");
      return issues.filter(({ state, labels }) => state === "open" && labels.includes("slipway"));
    }
    const known = issues.find((each) => each.number === Number(number));
    if (known === undefined) return issues[issues.push(newIssue(issues.length + 1, fields)) - 1];
    if (comments) known.comments.push(fields.body ?? "");
    return Object.assign(known, method === "PATCH" ? fields : {});
  };
  return { issues, way: githubIssue(() => github, "acme/shop") };
}

function newIssue(number: number, fields: Partial<Issue>): Issue {
  const html_url = `https://github.com/acme/shop/issues/${number}`;
  return {
    number,
    title: "",
    body: "",
    labels: [],
    state: "open",
    comments: [],
    html_url,
    ...fields,
  };
}

function page(service: string, action: Page["action"] = "trigger"): Page {
  return { action, service, dedupKey: `slipway release staging ${service}` };
}

const signal = new AbortController().signal;

test("what nobody was told is an issue with all of it, as text", async () => {
  const { issues, way } = useIssues();
  const facts = [{ name: "Reason", value: "@everyone ``` <img>" }];
  const address = await way.tell([
    message({ title: "shop goes back", pages: [page("shop")], facts }),
  ]);
  expect(address).toBe("https://github.com/acme/shop/issues/1");
  expect(issues).toMatchObject([{ title: "staging: shop goes back", labels: ["slipway"] }]);
  expect(issues[0]?.body).toContain(
    "````\nshop goes back (staging, success, run-1)\nReason: @everyone",
  );
});

test("the second time comments on the open issue of the same matter", async () => {
  const { issues, way } = useIssues();
  await way.tell([message({ title: "shop goes back", pages: [page("shop")] })]);
  const address = await way.tell([message({ title: "again", pages: [page("shop")] })]);
  expect(address).toBe("https://github.com/acme/shop/issues/1");
  expect(issues.map(({ comments }) => comments.length)).toEqual([1]);
  expect(issues[0]?.comments[0]).toContain("again");
});

test("each matter has an issue of its own, with what belongs to none", async () => {
  const { issues, way } = useIssues();
  await way.tell([
    message({ title: "deploying" }),
    message({ title: "torn", pages: [page("shop"), page("blog")] }),
    message({ title: "worse", pages: [page("blog")] }),
  ]);
  expect(issues.map(({ title }) => title)).toEqual(["staging: torn", "staging: worse"]);
  expect(issues[0]?.body).toContain("deploying");
  expect(issues[0]?.body).not.toContain("worse");
});

test("an issue is closed when its matter is over, with a word, and no other is", async () => {
  const { issues, way } = useIssues();
  await way.tell([message({ pages: [page("shop"), page("blog")] })]);
  const { dedupKey } = page("shop");
  await way.close([{ dedupKey, title: "shop went back" }], signal);
  expect(issues.map(({ state }) => state)).toEqual(["closed", "open"]);
  expect(issues[0]?.comments.at(-1)).toBe("It is over:\n\n```\nshop went back\n```");
  await way.tell([message({ pages: [page("shop")] })]);
  expect(issues).toHaveLength(3);
});

test("an issue that others wrote is not taken for ours", async () => {
  const { issues, way } = useIssues();
  await way.tell([message({ pages: [page("shop")] })]);
  issues.push(newIssue(2, { body: issues[0]?.body ?? "" }));
  await way.close([{ dedupKey: page("shop").dedupKey, title: "over" }], signal);
  expect(issues.map(({ state }) => state)).toEqual(["closed", "open"]);
});

test("where GitHub does not list its issues there is one more", async () => {
  const { issues, way } = useIssues({ isUnlisted: true });
  await way.tell([message({ pages: [page("shop")] })]);
  await way.tell([message({ pages: [page("shop")] })]);
  expect(issues).toHaveLength(2);
});

test("GitHub's limits are kept by what is long, and every message has a place", async () => {
  const { issues, way } = useIssues();
  const value = "`".repeat(30_000);
  const long = ["one", "two", "three"].map((title) =>
    message({
      title: title.padEnd(300, "."),
      facts: [{ name: "Log", value }],
      pages: [page("shop")],
    }),
  );
  await way.tell(long);
  expect(issues[0]?.title.length).toBeLessThanOrEqual(256);
  expect(issues[0]?.body.length).toBeLessThanOrEqual(65_536);
  for (const title of ["one", "two", "three"]) expect(issues[0]?.body).toContain(`\n${title}...`);
});
