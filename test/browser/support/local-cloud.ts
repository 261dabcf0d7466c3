import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { openLocalShell } from "../../../cli/local-shell.ts";
import { type Cloud, startCloud } from "../../../local/cloud.ts";
import { run } from "../../system/support/slipway.ts";

const root = resolve(import.meta.dirname, "../../..");
const TOKEN = "local-browser-test";

/** A local cloud for the tests of one file, on free ports, with its data in a folder of its own. */
export class LocalCloud {
  readonly dataDirectory: string;
  readonly #cloud: Cloud;

  private constructor(dataDirectory: string, cloud: Cloud) {
    this.dataDirectory = dataDirectory;
    this.#cloud = cloud;
  }

  static async start(): Promise<LocalCloud> {
    const dataDirectory = mkdtempSync(join(tmpdir(), "slipway-browser-"));
    const cloud = await startCloud({
      dataDirectory,
      port: 0,
      usesVendorPlugins: false,
      projectDirectory: root,
      log: () => undefined,
    });
    return new LocalCloud(dataDirectory, cloud);
  }

  /** The console's address. */
  get apiOrigin(): string {
    return this.#cloud.apiOrigin;
  }

  /** The address of a public host for a browser on this machine. */
  browserOrigin(host: string): string {
    return `http://${host}.localhost:${new URL(this.#cloud.edgeOrigin).port}`;
  }

  /** `pulumi up` of a stack with the real engine. @throws with its output. */
  async deploy(stack: string): Promise<void> {
    const report = () => undefined;
    const { environment } = await openLocalShell(this.dataDirectory, this.#cloud.running, report);
    const args = ["up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive"];
    const { code, stdout } = await run("pulumi", args, {
      cwd: root,
      env: { ...process.env, ...environment },
    });
    if (code !== 0) throw new Error(`pulumi up --stack ${stack} exited with ${code}:\n${stdout}`);
  }

  /** Calls a vendor's API with a JSON body. @throws where the vendor refuses. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.apiOrigin + path, {
      method,
      headers: {
        authorization: path.startsWith("/pagerduty") ? `Token token=${TOKEN}` : `Bearer ${TOKEN}`,
        "content-type": "application/json",
        from: "ada@example.com",
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  /** A request to the edge under a public host, as one with that name in its DNS would make it. */
  visit(host: string, path: string, body?: unknown): Promise<Buffer> {
    const options =
      body === undefined
        ? { headers: { host } }
        : { method: "POST", headers: { host, "content-type": "application/json" } };
    return new Promise((done, reject) => {
      const sent = request(this.#cloud.edgeOrigin + path, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => done(Buffer.concat(chunks)));
      });
      sent.once("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Ends the cloud and keeps its data. */
  stop(): Promise<void> {
    return this.#cloud.stop();
  }
}

/**
 * Starts a local cloud before the first test of a file and removes it after the last.
 * @param prepare done once, before the first test.
 * @returns what gives the running cloud to a test.
 */
export function useLocalCloud(
  prepare: (cloud: LocalCloud) => Promise<void> = async () => undefined,
): () => LocalCloud {
  let cloud: LocalCloud | undefined;
  beforeAll(async () => {
    cloud = await LocalCloud.start();
    await prepare(cloud);
  });
  afterAll(async () => {
    await cloud?.stop();
    if (cloud) rmSync(cloud.dataDirectory, { recursive: true, force: true });
  });
  return () => {
    if (!cloud) throw new Error("The local cloud has not started.");
    return cloud;
  };
}
