import { expect, test } from "vitest";
import { Sessions } from "../../../local/plugins/grpc/sessions.ts";

test("a connection keeps its own configuration until its address is used anew", () => {
  const sessions = new Sessions("initial");
  sessions.open("127.0.0.1:1");
  sessions.configure("127.0.0.1:1", "one");
  sessions.open("127.0.0.1:2");
  sessions.configure("127.0.0.1:2", "two");
  expect(sessions.of("127.0.0.1:1").connection).toBe("one");
  expect(sessions.open("127.0.0.1:1").connection).toBe("initial");
});

test("an engine that dials again without a handshake gets what was configured last", () => {
  const sessions = new Sessions("initial");
  expect(sessions.of("127.0.0.1:1").connection).toBe("initial");
  sessions.configure("127.0.0.1:2", "two");
  expect(sessions.of("127.0.0.1:3").connection).toBe("two");
});

test("the thousand newest connections are remembered", () => {
  const sessions = new Sessions(0);
  for (let port = 1; port <= 1001; port += 1) sessions.configure(`127.0.0.1:${port}`, port);
  expect(sessions.of("127.0.0.1:2").connection).toBe(2);
  expect(sessions.of("127.0.0.1:1").connection).toBe(1001);
});
