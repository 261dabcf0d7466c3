import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Store } from "../../../local/store.ts";

interface Queue {
  name: string;
  paused?: boolean;
}

function useStore(path = ":memory:"): Store {
  const store = new Store(path);
  onTestFinished(() => store.close());
  return store;
}

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a replaced document keeps its place in the order", () => {
  const queues = useStore().collection<Queue>("queues");
  queues.put("a", { name: "first" });
  queues.put("b", { name: "second" });
  queues.put("a", { name: "first", paused: true });
  expect(queues.list()).toEqual([{ name: "first", paused: true }, { name: "second" }]);
});

test("collections do not see each other's documents", () => {
  const store = useStore();
  store.collection<Queue>("queues").put("a", { name: "mine" });
  expect(store.collection<Queue>("buckets").get("a")).toBeUndefined();
});

test("a throw inside a transaction undoes all of its writes", () => {
  const store = useStore();
  const queues = store.collection<Queue>("queues");
  const failing = () =>
    store.transaction(() => {
      queues.put("a", { name: "half" });
      store.transaction(() => queues.put("b", { name: "nested" }));
      throw new Error("stop");
    });
  expect(failing).toThrow("stop");
  expect(queues.list()).toEqual([]);
});

test("listeners hear once per commit which collections changed", () => {
  const store = useStore();
  const heard: string[][] = [];
  store.onCommit((collections) => heard.push([...collections]));
  store.transaction(() => {
    store.collection<Queue>("queues").put("a", { name: "x" });
    store.collection<Queue>("queues").put("b", { name: "y" });
    store.collection<Queue>("buckets").put("c", { name: "z" });
  });
  store.collection<Queue>("queues").delete("missing");
  expect(heard).toEqual([["queues", "buckets"]]);
});

test("documents are there after the file is opened again", () => {
  const path = join(useFolder(), "cloud.db");
  const first = new Store(path);
  first.collection<Queue>("queues").put("a", { name: "kept" });
  first.close();
  expect(useStore(path).collection<Queue>("queues").get("a")).toEqual({ name: "kept" });
});

test("a second store on the same file is refused while the first is open", () => {
  const path = join(useFolder(), "cloud.db");
  useStore(path);
  expect(() => new Store(path)).toThrow(/database is locked/);
});
