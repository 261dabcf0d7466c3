import { createHash } from "node:crypto";
import sodium from "libsodium-wrappers";
import { beforeAll, expect, test } from "vitest";
import { openState } from "../../../local/vendors/github/state.ts";
import { putProduction, refusal, useGithub } from "./use-github.ts";

beforeAll(() => sodium.ready);

function seal(value: string, publicKey: string): string {
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  return sodium.to_base64(sodium.crypto_box_seal(value, key), sodium.base64_variants.ORIGINAL);
}

test("a sealed environment secret is created with 201, replaced with 204, and its value arrives", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await putProduction(server);
  const at = { ...repo, environment_name: "production" };
  const { data: key } = await octokit.actions.getEnvironmentPublicKey(at);
  const put = (value: string) =>
    octokit.actions.createOrUpdateEnvironmentSecret({
      ...at,
      secret_name: "CLOUDFLARE_API_TOKEN",
      encrypted_value: seal(value, key.key),
      key_id: key.key_id,
    });
  expect((await put("one")).status).toBe(201);
  server.clock.advance(60_000);
  expect((await put("two")).status).toBe(204);
  const { data } = await octokit.actions.getEnvironmentSecret({
    ...at,
    secret_name: "CLOUDFLARE_API_TOKEN",
  });
  expect(data).toEqual({
    name: "CLOUDFLARE_API_TOKEN",
    created_at: "2026-11-21T09:00:00Z",
    updated_at: "2026-11-21T09:01:00Z",
  });
  const [stored] = openState(server.context).secrets.list();
  expect(stored?.valueSha256).toBe(createHash("sha256").update("two").digest("hex"));
});

test("repository and environment secrets have keys of their own", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await putProduction(server);
  const ofRepository = await octokit.actions.getRepoPublicKey(repo);
  const ofEnvironment = await octokit.actions.getEnvironmentPublicKey({
    ...repo,
    environment_name: "production",
  });
  expect(ofEnvironment.data.key).not.toBe(ofRepository.data.key);
  const again = await octokit.actions.getRepoPublicKey(repo);
  expect(again.data).toEqual(ofRepository.data);
});

test.each([
  ["text that is no sealed box", (key: string) => btoa(`no box for ${key}`)],
  ["a box that was tampered with", (key: string) => seal("value", key).replace(/^..../, "AAAA")],
])("%s is refused", async (_, encrypt) => {
  const { octokit, repo } = await useGithub();
  const { data: key } = await octokit.actions.getRepoPublicKey(repo);
  const { status, body } = await refusal(
    octokit.actions.createOrUpdateRepoSecret({
      ...repo,
      secret_name: "TOKEN",
      encrypted_value: encrypt(key.key),
      key_id: key.key_id,
    }),
  );
  expect(status).toBe(422);
  expect(body).toMatchObject({ message: expect.stringContaining("Bad encrypted_value") });
});

test("a box for a key that is not the current one is refused", async () => {
  const { octokit, repo } = await useGithub();
  const { data: key } = await octokit.actions.getRepoPublicKey(repo);
  const { status, body } = await refusal(
    octokit.actions.createOrUpdateRepoSecret({
      ...repo,
      secret_name: "TOKEN",
      encrypted_value: seal("value", key.key),
      key_id: "1",
    }),
  );
  expect(status).toBe(422);
  expect(body).toMatchObject({ message: expect.stringContaining("Bad key_id") });
});

test.each(["1TOKEN", "MY-TOKEN", "GITHUB_TOKEN"])("the name %s is refused", async (secret_name) => {
  const { octokit, repo } = await useGithub();
  const { data: key } = await octokit.actions.getRepoPublicKey(repo);
  const put = octokit.actions.createOrUpdateRepoSecret({
    ...repo,
    secret_name,
    encrypted_value: seal("value", key.key),
    key_id: key.key_id,
  });
  expect((await refusal(put)).status).toBe(422);
});

test("lists, journal and snapshot show names and never a value", async () => {
  const server = await useGithub();
  const { octokit, repo, journal, vendor } = server;
  const { data: key } = await octokit.actions.getRepoPublicKey(repo);
  await octokit.actions.createOrUpdateRepoSecret({
    ...repo,
    secret_name: "TOKEN",
    encrypted_value: seal("value-in-clear", key.key),
    key_id: key.key_id,
  });
  const { data } = await octokit.actions.listRepoSecrets(repo);
  expect(data.secrets.map(({ name }) => name)).toEqual(["TOKEN"]);
  const seen = JSON.stringify([data, journal.list(), vendor.snapshot()]);
  expect(seen).toContain("TOKEN");
  expect(seen).not.toContain("value-in-clear");
});
