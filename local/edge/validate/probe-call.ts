/** A question to the probe Worker: whether these modules start. Bytes are in base64. */
export interface ProbeCall {
  /** Unique: nothing that was loaded before is asked again. */
  id: string;
  compatibilityDate: string;
  compatibilityFlags: readonly string[];
  mainModule: string;
  modules: readonly ProbeModule[];
  env: Record<string, unknown>;
}

export interface ProbeModule {
  name: string;
  /** The worker loader's name for it. */
  kind: "js" | "cjs" | "text" | "json" | "data" | "wasm";
  text?: string;
  base64?: string;
}

/** What the probe found; the kinds are those of `VersionExports`. */
export type ProbeAnswer =
  | { error: string }
  | {
      handlers: string[];
      named: Record<
        string,
        "durable-object" | "worker-entrypoint" | "workflow-entrypoint" | "other"
      >;
    };
