import { escapeHtml } from "../../kit/html.ts";
import type { AppContext } from "../api/types.ts";
import { isSlug } from "../store/board.ts";
import styles from "./demo.css";

/** What the page needs and nothing else; the widget has to live with it, as on a strict host. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

export function getDemoStyles(c: AppContext): Response {
  return c.body(styles, 200, {
    "cache-control": "public, max-age=300",
    "content-type": "text/css; charset=utf-8",
  });
}

/** A page that embeds the widget as any site would. `?board=` and `?workspace=` choose the board. */
export function getDemoPage(c: AppContext): Response {
  const page = renderDemo({
    appName: c.env.APP_NAME,
    origin: new URL(c.req.url).origin,
    workspace: slugOr("demo", c.req.query("workspace")),
    board: slugOr("main", c.req.query("board")),
  });
  return c.html(page, 200, {
    "cache-control": "no-cache",
    "content-security-policy": contentSecurityPolicy,
  });
}

function slugOr(usual: string, given: string | undefined): string {
  return given !== undefined && isSlug(given) ? given : usual;
}

interface Demo {
  readonly appName: string;
  readonly origin: string;
  readonly workspace: string;
  readonly board: string;
}

function renderDemo(demo: Demo): string {
  const appName = escapeHtml(demo.appName);
  const tag = embedTag(demo);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${appName}: feedback for your site</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo.css">
</head>
<body>
<main>
<p class="brand">${appName}</p>
<h1>Hear what your visitors want next.</h1>
<p class="lead">One line of HTML puts ideas, votes and attachments on any page. Try it: the button is in the corner.</p>
<h2>Put it on your site</h2>
<pre tabindex="0"><code>${escapeHtml(tag)}</code></pre>
<ul>
<li><strong>Small.</strong> One script, no cookies, nothing else to load.</li>
<li><strong>At home anywhere.</strong> Its own styles in a shadow root; works under a strict content security policy.</li>
<li><strong>For everybody.</strong> Keyboard, screen reader, light and dark.</li>
</ul>
</main>
${tag}
</body>
</html>
`;
}

function embedTag({ origin, workspace, board }: Demo): string {
  return `<script src="${escapeHtml(origin)}/widget.js" data-workspace="${workspace}" data-board="${board}" async></script>`;
}
