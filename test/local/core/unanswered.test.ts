/** Proves what a store keeps of requests that its process did not live to answer. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Collection, Store } from "../../../local/store.ts";

interface Queue {
  name: string;
}

function useStoreFile(): { open(): { store: Store; queues: Collection<Queue> } } {
  const folder = mkdtempSync(join(tmpdir(), "slipway-unanswered-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    open() {
      const store = new Store(join(folder, "cloud.db"));
      return { store, queues: store.collection("queues") };
    },
  };
}

/** Runs the work of a request that is never answered. */
function leaveUnanswered(store: Store, work: () => void): void {
  void store.answering(
    () => {
      work();
      return new Promise(() => {});
    },
    () => {},
  );
}

test("what a request made before it was cut off is gone at the next start", () => {
  const file = useStoreFile();
  const { store, queues } = file.open();
  queues.put("a", { name: "acknowledged" });
  leaveUnanswered(store, () => queues.put("b", { name: "half" }));
  store.close();
  const reopened = file.open();
  onTestFinished(() => reopened.store.close());
  expect(reopened.queues.list()).toEqual([{ name: "acknowledged" }]);
});

test("what it changed and deleted is as before, in its place", () => {
  const file = useStoreFile();
  const { store, queues } = file.open();
  for (const name of ["a", "b", "c"]) queues.put(name, { name });
  leaveUnanswered(store, () => {
    queues.put("a", { name: "changed" });
    queues.put("a", { name: "changed again" });
    store.transaction(() => queues.delete("b"));
  });
  store.close();
  const reopened = file.open();
  onTestFinished(() => reopened.store.close());
  expect(reopened.queues.list()).toEqual([{ name: "a" }, { name: "b" }, { name: "c" }]);
});

test("what another request has changed since stays", () => {
  const file = useStoreFile();
  const { store, queues } = file.open();
  leaveUnanswered(store, () => queues.put("a", { name: "half" }));
  queues.put("a", { name: "acknowledged" });
  store.close();
  const reopened = file.open();
  onTestFinished(() => reopened.store.close());
  expect(reopened.queues.list()).toEqual([{ name: "acknowledged" }]);
});

test("two requests on one document are taken back one after the other", () => {
  const file = useStoreFile();
  const { store, queues } = file.open();
  queues.put("a", { name: "acknowledged" });
  leaveUnanswered(store, () => queues.put("a", { name: "first" }));
  leaveUnanswered(store, () => queues.put("a", { name: "second" }));
  store.close();
  const reopened = file.open();
  onTestFinished(() => reopened.store.close());
  expect(reopened.queues.list()).toEqual([{ name: "acknowledged" }]);
});

test("an answered request stays, with what acknowledges it and what it does later", async () => {
  const file = useStoreFile();
  const { store, queues } = file.open();
  const later = Promise.withResolvers<void>();
  let afterwards: Promise<void> | undefined;
  await store.answering(
    async () => {
      queues.put("a", { name: "made" });
      afterwards = later.promise.then(() => void queues.put("c", { name: "later" }));
    },
    () => queues.put("b", { name: "acknowledged" }),
  );
  later.resolve();
  await afterwards;
  store.close();
  const reopened = file.open();
  onTestFinished(() => reopened.store.close());
  const names = reopened.queues.list().map(({ name }) => name);
  expect(names).toEqual(["made", "acknowledged", "later"]);
});

test("a request that changed nothing, or threw, is not acknowledged", async () => {
  const { store, queues } = useStoreFile().open();
  onTestFinished(() => store.close());
  const acknowledged: string[] = [];
  await store.answering(
    async () => void queues.list(),
    () => acknowledged.push("read"),
  );
  const failing = store.answering(
    async () => {
      queues.put("a", { name: "made" });
      throw new Error("stop");
    },
    () => acknowledged.push("failed"),
  );
  await expect(failing).rejects.toThrow("stop");
  expect(acknowledged).toEqual([]);
});
