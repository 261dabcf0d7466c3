import { expect, test } from "vitest";
import { createVersion, createWorker, deployVersions } from "../support/cloudflare-factories.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("the console sees Workers with versions, splits and routes, and no secret", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const bindings = [{ type: "secret_text", name: "KEY", text: "s3cret" }];
  const overrides = { bindings, annotations: { "workers/tag": "v1" } };
  const version = await createVersion(server, "api", overrides);
  await deployVersions(server, "api", [version, 100]);
  await server.call("POST", "Z/workers/routes", { pattern: "example.com/*", script: "api" });

  const seen = server.cloudflare.snapshot();

  expect(seen).toMatchObject({
    workers: [
      {
        name: "api",
        split: [{ versionId: version, number: 1, tag: "v1", percentage: 100 }],
        versions: [{ id: version, tag: "v1" }],
        routes: ["example.com/*"],
        bindings: [{ type: "secret_text", name: "KEY" }],
      },
    ],
  });
  expect(JSON.stringify(seen)).not.toContain("s3cret");
});
