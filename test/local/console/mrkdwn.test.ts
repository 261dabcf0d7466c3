import { expect, test } from "vitest";
import { parseMrkdwn } from "../../../local/console/mrkdwn.js";

const names = new Map([
  ["U1", "Ada Okafor"],
  ["C1", "deployments"],
]);
const parse = (source: string) => parseMrkdwn(source, (id) => names.get(id));
const text = (value: string) => ({ kind: "text", text: value });

test.each([
  ["*v2*", [{ kind: "bold", parts: [text("v2")] }]],
  [
    "_by *Ada*_",
    [{ kind: "italic", parts: [text("by "), { kind: "bold", parts: [text("Ada")] }] }],
  ],
  [":warning: *:rotating_light:*", [text("⚠️ "), { kind: "bold", parts: [text("🚨")] }]],
  ["`:warning:`", [{ kind: "code", text: ":warning:" }]],
  ["~no~", [{ kind: "strike", parts: [text("no")] }]],
  ["`a*b*`", [{ kind: "code", text: "a*b*" }]],
  ["```\nx\n*y*\n```", [{ kind: "preformatted", text: "x\n*y*" }]],
  ["&gt; said\nthen", [{ kind: "quote", parts: [text("said")] }, text("then")]],
  ["<@U1> in <#C1>", [mention("@Ada Okafor"), text(" in "), mention("#deployments")]],
  [
    "<@U9|eve> <!here> <!subteam^S1|@on-call>",
    [mention("@eve"), text(" "), mention("@here"), text(" "), mention("@on-call")],
  ],
  [
    "<https://a.example/?a=1&amp;b=2|run>",
    [{ kind: "link", href: "https://a.example/?a=1&b=2", text: "run" }],
  ],
  [
    "<mailto:a@b.example>",
    [{ kind: "link", href: "mailto:a@b.example", text: "mailto:a@b.example" }],
  ],
])("%j is read as Slack shows it", (source, parts) => {
  expect(parse(source).filter((part) => !("text" in part && part.text === ""))).toEqual(parts);
});

test.each([
  ["2 * 3 * 4", "2 * 3 * 4"],
  ["snake_case_name", "snake_case_name"],
  ["at 10:warn:20 :no_such_emoji:", "at 10:warn:20 :no_such_emoji:"],
  ["a\nb", "a\nb"],
  ["&lt;b&gt; &amp;lt;", "<b> &lt;"],
  ["<javascript:alert(1)|run>", "<javascript:alert(1)|run>"],
  ["<data:text/html,x>", "<data:text/html,x>"],
])("%j holds no mark-up", (source, shown) => {
  expect(
    parse(source)
      .map((part) => ("text" in part && part.kind === "text" ? part.text : part))
      .join(""),
  ).toBe(shown);
});

function mention(name: string) {
  return { kind: "mention", text: name };
}
