/**
 * A small keep-alive HTTP client in a process of its own, so that its work is in nobody's figures:
 * `edge-load.ts PORT HOST CONNECTIONS SECONDS`. Prints `{requests, failures}`.
 */
import { connect } from "node:net";

const [port = "", host = "", connections = "", seconds = ""] = process.argv.slice(2);
const message = `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const endsAt = performance.now() + Number(seconds) * 1000;
let requests = 0;
let failures = 0;

/** Sends one request after the other; answers have a `Content-Length`. */
function run(): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port: Number(port), noDelay: true });
  let received = "";
  socket.setEncoding("latin1");
  socket.write(message);
  socket.on("data", (chunk: string) => {
    received += chunk;
    const headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const bodyBytes = Number(/content-length: (\d+)/i.exec(received)?.[1]);
    if (received.length < headEnd + 4 + bodyBytes) return;
    requests++;
    if (!received.startsWith("HTTP/1.1 200 ")) failures++;
    received = "";
    if (performance.now() < endsAt) socket.write(message);
    else socket.destroy();
  });
  return new Promise((resolve) => {
    socket.once("error", () => failures++);
    socket.once("close", () => resolve());
  });
}

await Promise.all(Array.from({ length: Number(connections) }, run));
console.log(JSON.stringify({ requests, failures }));
