import { expect, test } from "vitest";
import type { WorkerMove } from "../../../release/rollback/choice.ts";
import { moveTraffic, requireMoved } from "../../../release/rollback/move.ts";
import { CloudflareApiError } from "../../../release/rollout/cloudflare-api.ts";
import type { Share, Traffic } from "../../../release/rollout/traffic.ts";
import { shares } from "./support/history.ts";
import { newRelease, oldRelease, workerMove } from "./support/order.ts";

// Proves what is moved, in which order, and what is said when a part of it fails.

const deployed: string[] = [];

/** Traffic that a deployment changes, or not: `failure` is what the call ends with. */
function traffic(
  name: string,
  failure?: { error: Error; serving?: readonly Share[] | "unreadable" },
): Traffic {
  return {
    current: async () => {
      if (failure?.serving === "unreadable") throw new TypeError("fetch failed");
      return { id: "d", shares: failure?.serving ?? shares("b"), message: "" };
    },
    deploy: async (split, message) => {
      if (failure) throw failure.error;
      deployed.push(`${name}: ${message}`);
      return { id: "d", shares: split, message };
    },
  };
}

async function move(moves: readonly WorkerMove[], failing: Record<string, Traffic> = {}) {
  deployed.length = 0;
  const moved = await moveTraffic(
    moves,
    ({ worker }) => failing[worker.scriptName] ?? traffic(worker.scriptName),
    "it is broken",
  );
  return { moved, deployed: [...deployed] };
}

test("Workers go back in their order, each with the reason", async () => {
  const { moved, deployed: messages } = await move([workerMove("gateway"), workerMove("database")]);
  expect(messages).toEqual([
    `gateway: Rollback to ${oldRelease} from ${newRelease}: it is broken`,
    `database: Rollback to ${oldRelease} from ${newRelease}: it is broken`,
  ]);
  expect(requireMoved(moved)).toBe(
    `gateway serves ${oldRelease} (a) at 100 %.\ndatabase serves ${oldRelease} (a) at 100 %.`,
  );
});

test("a Worker that has gone back already is not deployed again", async () => {
  const { moved, deployed: messages } = await move([workerMove("gateway", { isServing: true })]);
  expect(messages).toEqual([]);
  expect(requireMoved(moved)).toBe(`gateway serves ${oldRelease} (a) at 100 %.`);
});

test("a failure says what each Worker serves, and takes none back", async () => {
  const error = new CloudflareApiError("POST /deployments", 503, []);
  const { moved, deployed: messages } = await move(
    [workerMove("one"), workerMove("two"), workerMove("three")],
    { two: traffic("two", { error }) },
  );
  expect(messages).toHaveLength(2);
  expect(() => requireMoved(moved)).toThrow(
    `one serves ${oldRelease} (a) at 100 %.\n` +
      "two serves b 100 %. POST /deployments answered 503: no reason given\n" +
      `three serves ${oldRelease} (a) at 100 %.`,
  );
});

test("a failure after which nothing can be read says what served before", async () => {
  const error = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  const { moved } = await move([workerMove("one")], {
    one: traffic("one", { error, serving: "unreadable" }),
  });
  expect(() => requireMoved(moved)).toThrow(
    "What one serves cannot be read now; before: b 100 %. connect ECONNREFUSED",
  );
});

test("a secret that has changed asks for --force and says what it means", async () => {
  const refusal = { code: 10_220, message: "A secret has changed since this version was active" };
  const error = new CloudflareApiError("POST /deployments", 400, [refusal]);
  const { moved } = await move([workerMove("one")], { one: traffic("one", { error }) });
  expect(() => requireMoved(moved)).toThrow("With --force it goes back all the same");
});

test("a deployment that was made although its call failed is a move", async () => {
  const error = new TypeError("fetch failed");
  const { moved } = await move([workerMove("one")], {
    one: traffic("one", { error, serving: shares("a") }),
  });
  expect(moved).toMatchObject([{ status: "moved" }]);
  expect(requireMoved(moved)).toBe(`one serves ${oldRelease} (a) at 100 %.`);
});
