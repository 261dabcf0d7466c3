import { expect, test } from "vitest";
import { ResponseParser } from "../../../local/edge/http/response-parser.ts";

/** Everything that a response says, when its bytes come in pieces of the given size. */
function read(message: string, { method = "GET", pieceBytes = Infinity, closes = false } = {}) {
  const seen = { status: 0, headers: [] as string[], body: "", ends: 0, last: false };
  const parser = new ResponseParser(
    {
      onHead(status, headers) {
        Object.assign(seen, { status, headers });
      },
      onBody(chunk, isLast) {
        seen.body += chunk.toString("latin1");
        seen.last = isLast;
      },
      onEnd() {
        seen.ends++;
      },
    },
    method,
  );
  const bytes = Buffer.from(message, "latin1");
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    parser.push(bytes.subarray(start, Math.min(bytes.length, start + pieceBytes)));
  }
  const isWhole = closes ? parser.close() : parser.isComplete;
  return { ...seen, isWhole, keepsAlive: parser.keepsAlive };
}

const length = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b: c\r\n\r\nhello";
const chunked =
  "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nb;ext=1\r\n big\r\nworld\r\n0\r\nTrailer: x\r\n\r\n";

test.each([1, 2, 3, 7, 1000])(
  "a body with a length is read in pieces of %d bytes",
  (pieceBytes) => {
    expect(read(length, { pieceBytes })).toEqual({
      status: 200,
      headers: ["Content-Length", "5", "X-A", "b: c"],
      body: "hello",
      ends: 1,
      last: true,
      isWhole: true,
      keepsAlive: true,
    });
  },
);

test.each([1, 2, 3, 7, 1000])("a body in chunks is read in pieces of %d bytes", (pieceBytes) => {
  const { status, headers, body, ends, isWhole } = read(chunked, { pieceBytes });
  expect([status, headers, body, ends, isWhole]).toEqual([201, [], "hello big\r\nworld", 1, true]);
});

test.each([
  ["HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"],
  ["GET", "HTTP/1.1 204 No Content\r\n\r\n"],
  ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"],
  ["GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
])("an answer to %s without a body ends with its head", (method, message) => {
  expect(read(message, { method })).toMatchObject({ body: "", ends: 1, isWhole: true });
});

test("an interim response is passed over", () => {
  const { status, body } = read(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${length}`);
  expect([status, body]).toEqual([200, "hello"]);
});

test("a body without length or chunks ends with the connection", () => {
  const message = "HTTP/1.1 200 OK\r\n\r\nall of it";
  expect(read(message)).toMatchObject({ body: "all of it", isWhole: false });
  expect(read(message, { closes: true })).toMatchObject({ ends: 1, isWhole: true });
});

test.each([
  ["a body", length.slice(0, -1)],
  ["chunks", chunked.slice(0, -2)],
  ["a head", "HTTP/1.1 200 OK\r\nContent"],
])("%s that the connection cuts off is not whole", (_what, message) => {
  expect(read(message, { closes: true })).toMatchObject({ ends: 0, isWhole: false });
});

test("Connection: close is known and not passed on", () => {
  const message = "HTTP/1.1 500 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  expect(read(message)).toMatchObject({ keepsAlive: false, headers: ["Content-Length", "0"] });
});

test.each(["nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"])(
  "what is no response throws",
  (message) => {
    expect(() => read(message)).toThrow(/^This is no /);
  },
);
