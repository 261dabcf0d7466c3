import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** What users have met so far. */
export interface Users {
  answers: number;
  problems: string[];
  /** Of the versions that answered them. */
  versions: Set<string>;
  /** The version that answered last. */
  version: string;
}

/** Users who ask a host for the widget and for the version, one after the other, until the test ends. */
export function useUsers(edgePort: number, host: string): Users {
  const users: Users = { answers: 0, problems: [], versions: new Set(), version: "" };
  let isOver = false;
  const going = (async () => {
    while (!isOver) {
      for (const path of ["/widget.js", "/health"]) {
        const { status, body } = await get(edgePort, host, path);
        users.answers += 1;
        if (status !== 200) users.problems.push(`${path}: ${status} ${body.slice(0, 200)}`);
        else if (path === "/health") users.version = JSON.parse(body).workerVersionId;
      }
      users.versions.add(users.version);
      await delay(50);
    }
  })();
  onTestFinished(async () => {
    isOver = true;
    await going;
  });
  return users;
}

/** Asks once; a broken connection is status 0. */
export function get(
  port: number,
  host: string,
  path: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ status: 0, body: error.message });
    const outgoing = request({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += String(chunk)));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.once("error", fail);
    });
    outgoing.once("error", fail);
    outgoing.end();
  });
}
