import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface HostPageOptions {
  /** Where the widget comes from. */
  widgetOrigin: string;
  workspace: string;
  board: string;
}

/**
 * Serves a page of somebody else, on an origin of its own, that embeds the widget: with styles that
 * would break unprotected markup, and a policy that allows the widget's origin and nothing inline.
 * @returns its address.
 */
export function serveHostPage(options: HostPageOptions): Promise<string> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src data:",
    `script-src ${options.widgetOrigin}`,
    `connect-src ${options.widgetOrigin}`,
    "require-trusted-types-for 'script'",
  ].join("; ");
  const server = createServer((request, response) => {
    const isStyle = request.url === "/style.css";
    response.setHeader("content-type", isStyle ? "text/css" : "text/html; charset=utf-8");
    response.setHeader("content-security-policy", policy);
    response.end(isStyle ? hostileStyle : markup(options));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    });
  });
}

const hostileStyle = `
  * { color: #123 !important; }
  body { font: 20px Georgia, serif; max-width: 40rem; margin: 3rem auto; }
  button, input, textarea, dialog, div { display: none; border: 9px dashed red; }
`;

function markup({ widgetOrigin, workspace, board }: HostPageOptions): string {
  return `<!doctype html>
<html lang="en">
<title>Acme Bakery</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<h1>Acme Bakery</h1>
<p>Bread, every morning.</p>
<script src="${widgetOrigin}/widget.js" data-workspace="${workspace}" data-board="${board}" async></script>
`;
}
