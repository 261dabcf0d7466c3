import type { Command } from "../command.ts";
import { configCheck } from "./config/check.ts";
import { deploy } from "./deploy.ts";
import { drift } from "./drift.ts";
import { localClick } from "./local/click.ts";
import { localEnv } from "./local/env.ts";
import { localFaultAdd, localFaultClear, localFaultList } from "./local/fault.ts";
import { localJournal } from "./local/journal.ts";
import { localReset } from "./local/reset.ts";
import { localStart } from "./local/start.ts";
import { localStop } from "./local/stop.ts";
import { preflight } from "./preflight.ts";
import { preview } from "./preview.ts";
import { rollback } from "./rollback.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";
import { tokens } from "./tokens.ts";
import { verify } from "./verify.ts";
import { watch } from "./watch.ts";
import { windows } from "./windows.ts";

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  start,
  preview,
  deploy,
  drift,
  status,
  verify,
  watch,
  preflight,
  windows,
  tokens,
  configCheck,
  rollback,
  localStart,
  localStop,
  localReset,
  localEnv,
  localJournal,
  localFaultAdd,
  localFaultList,
  localFaultClear,
  localClick,
];
