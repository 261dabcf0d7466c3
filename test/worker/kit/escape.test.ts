import { expect, test } from "vitest";
import { escapeSlack } from "../../../worker/kit/alerts/slack.ts";
import { escapeHtml } from "../../../worker/kit/html.ts";
import { payloads } from "../support/payloads.ts";

test.each(payloads)("%s is inert in HTML and in Slack", (payload) => {
  expect(escapeHtml(payload)).not.toMatch(/[<>"']/);
  expect(escapeSlack(payload)).not.toMatch(/[<>]/);
});

test("escaped HTML keeps every character readable", () => {
  expect(escapeHtml(`a & b < c > "d" 'e'`)).toBe("a &amp; b &lt; c &gt; &quot;d&quot; &#39;e&#39;");
});

test("Slack's mentions and links are only text", () => {
  expect(escapeSlack("<!channel> <@U1> <https://x.example|y> & co")).toBe(
    "&lt;!channel&gt; &lt;@U1&gt; &lt;https://x.example|y&gt; &amp; co",
  );
});
