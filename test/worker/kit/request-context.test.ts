import { Hono } from "hono";
import { expect, test } from "vitest";
import { handleError } from "../../../worker/kit/handle-error.ts";
import {
  type KitTypes,
  requestContext,
  resolveRequestId,
} from "../../../worker/kit/request-context.ts";

/** An app of one route over the kit's request context, and its log. */
function useApp(handler: () => Response | Promise<Response>) {
  const lines: Array<Record<string, unknown>> = [];
  let now = 1000;
  const app = new Hono<KitTypes>();
  app.onError(handleError);
  app.use(
    requestContext({
      now: () => (now += 5),
      newId: () => "generated-id",
      fetch: () => Promise.reject(new Error("no network")),
      writeLog: (_level, line) => lines.push(JSON.parse(line)),
    }),
  );
  app.get("/x", handler);
  const get = (headers: Record<string, string> = {}, cf: Record<string, string> = {}) =>
    app.request(
      new Request("https://a.example/x?token=1", { headers, cf } as RequestInit),
      {},
      {
        ENVIRONMENT: "production",
        LOG_LEVEL: "debug",
      },
    );
  return { get, lines };
}

test.each([
  ["a UUID", "5d1f4a76-6e3c-4a5e-9b0f-0d6f3f0c9d11", true],
  ["8 characters", "abcdefgh", true],
  ["7 characters", "abcdefg", false],
  ["128 characters", "a".repeat(128), true],
  ["129 characters", "a".repeat(129), false],
  ["a leading dot", ".abcdefgh", false],
  ["a space", "abcd efgh", false],
  ["a quote", 'abcd"efgh', false],
  ["nothing", null, false],
])("a request id of %s is kept or replaced", (_name, given, isKept) => {
  expect(resolveRequestId(given, () => "generated-id")).toBe(isKept ? given : "generated-id");
});

test("the request id goes out as it came in", async () => {
  const { get, lines } = useApp(() => new Response("ok"));
  const response = await get({ "x-request-id": "from-the-gateway" });
  expect(response.headers.get("x-request-id")).toBe("from-the-gateway");
  expect(lines[0]).toMatchObject({ requestId: "from-the-gateway" });
});

test("a request without an id gets one", async () => {
  const { get } = useApp(() => new Response("ok"));
  expect((await get()).headers.get("x-request-id")).toBe("generated-id");
});

test("each request is one line with the caller as the edge reports it, without the query", async () => {
  const { get, lines } = useApp(() => new Response("ok"));
  await get(
    { "user-agent": "curl", "cf-connecting-ip": "198.51.100.7", "x-forwarded-for": "10.0.0.1" },
    { country: "PT", colo: "LIS" },
  );
  expect(lines).toEqual([
    {
      timestamp: expect.any(String),
      environment: "production",
      level: "info",
      message: "request completed",
      requestId: "generated-id",
      method: "GET",
      path: "/x",
      userAgent: "curl",
      clientIp: "198.51.100.7",
      country: "PT",
      colo: "LIS",
      status: 200,
      durationMs: 5,
    },
  ]);
});

test("a bug answers 500 without its words, which are in the log under the same id", async () => {
  const { get, lines } = useApp(() => {
    throw new TypeError("secret internals");
  });
  const response = await get();
  expect(response.status).toBe(500);
  const body = await response.text();
  expect(JSON.parse(body)).toEqual({
    error: {
      code: "internal",
      message: "Something went wrong on our side. Please try again.",
      requestId: "generated-id",
    },
  });
  expect(lines).toEqual([
    expect.objectContaining({
      level: "error",
      message: "request failed",
      status: 500,
      requestId: "generated-id",
      error: expect.objectContaining({
        name: "TypeError",
        message: "secret internals",
        stack: expect.stringContaining("TypeError"),
      }),
    }),
  ]);
});
