import { expect, test } from "vitest";
import { createWorker } from "../support/cloudflare-factories.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("cron triggers are replaced as a set: an array in, an object out", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const path = "A/workers/scripts/api/schedules";
  await server.call("PUT", path, [{ cron: "*/5 * * * *" }]);
  const { result } = await server.call("PUT", path, [{ cron: "*/10 * * * *" }]);
  expect(result).toMatchObject({ schedules: [{ cron: "*/10 * * * *" }] });
  expect((await server.call("GET", path)).result).toEqual(result);
  expect(server.edge.served.scripts[0]?.crons).toEqual(["*/10 * * * *"]);
});

test("a bad cron changes nothing", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const path = "A/workers/scripts/api/schedules";
  await server.call("PUT", path, [{ cron: "* * * * *" }]);
  const bad = await server.call("PUT", path, [{ cron: "0 3 * * MON" }, { cron: "often" }]);
  const twice = await server.call("PUT", path, [{ cron: "0 3 * * *" }, { cron: "0 3 * * *" }]);
  expect(bad.errors[0]).toEqual({ code: 10100, message: "invalid cron string: often" });
  expect(twice.errors[0]?.message).toBe("duplicate cron found: 0 3 * * *");
  expect(server.edge.served.scripts[0]?.crons).toEqual(["* * * * *"]);
});

test("an account has at most 1,000 cron triggers over all of its Workers", async () => {
  const server = await useCloudflare();
  await createWorker(server, "a");
  await createWorker(server, "b");
  const crons = Array.from({ length: 1000 }, (_, index) => ({
    cron: `${index % 60} ${Math.floor(index / 60) % 24} * * *`,
  }));
  const full = await server.call("PUT", "A/workers/scripts/a/schedules", crons);
  const over = await server.call("PUT", "A/workers/scripts/b/schedules", [{ cron: "* * * * *" }]);
  expect(full.status).toBe(200);
  expect(over.errors[0]?.code).toBe(10072);
});

test.each(["0 4 * * 0", "60 * * * *", "* * * *"])("%s is refused", async (cron) => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const answer = await server.call("PUT", "A/workers/scripts/api/schedules", [{ cron }]);
  expect(answer.errors[0]).toEqual({ code: 10100, message: `invalid cron string: ${cron}` });
});
