import { workerRuntime } from "../kit/runtime.ts";
import { createWorker } from "./worker.ts";

export default createWorker(workerRuntime);
