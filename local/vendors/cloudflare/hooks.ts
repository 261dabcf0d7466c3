/** What the data services' API (`storage/`) needs of the control plane. */
export interface StorageHooks {
  /**
   * Runs `work` in one transaction and resolves when the edge serves what it changed. If the edge
   * refuses, the change is taken back.
   * @throws ApiError what `work` throws, or 500 when the edge refuses.
   */
  change<T>(work: () => T): Promise<T>;
  workerExists(script: string): boolean;
  /**
   * Names of the Workers whose served versions bind a resource, sorted: `("queue", name)`,
   * `("kv_namespace", id)`, `("d1", uuid)`, `("r2_bucket", name)`, `("vectorize", name)`.
   */
  bindersOf(type: string, resource: string): string[];
}
