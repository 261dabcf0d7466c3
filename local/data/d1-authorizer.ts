import { constants } from "node:sqlite";

/**
 * What D1 lets a statement do, as SQLite's authorizer asks it.
 * @see workerd `src/workerd/util/sqlite.c++`; the list of pragmas was observed in workerd 1.20261102
 */
const ALLOWED_PRAGMAS = new Set([
  "case_sensitive_like",
  "data_version",
  "defer_foreign_keys",
  "foreign_key_check",
  "foreign_key_list",
  "foreign_keys",
  "ignore_check_constraints",
  "index_info",
  "index_list",
  "index_xinfo",
  "legacy_alter_table",
  "optimize",
  "quick_check",
  "recursive_triggers",
  "reverse_unordered_selects",
  "table_info",
  "table_list",
  "table_xinfo",
]);

const TRANSACTION_REFUSAL =
  "To execute a transaction, please use the state.storage.transaction() or " +
  "state.storage.transactionSync() APIs instead of the SQL BEGIN TRANSACTION or SAVEPOINT " +
  "statements. The JavaScript API is safer because it will automatically roll back on exceptions, " +
  "and because it interacts correctly with Durable Objects' automatic atomic write coalescing.";

/** Tables of D1 itself begin with this; statements may neither read nor make them. */
export const RESERVED_PREFIX = "_cf_";

export interface Verdict {
  allowed: boolean;
  /** D1's wording, where it is not SQLite's. */
  message?: string;
}

const ALLOWED: Verdict = { allowed: true };
const DENIED: Verdict = { allowed: false };

export function authorize(action: number, first: string | null, second: string | null): Verdict {
  switch (action) {
    case constants.SQLITE_TRANSACTION:
    case constants.SQLITE_SAVEPOINT:
      return { allowed: false, message: TRANSACTION_REFUSAL };
    case constants.SQLITE_ATTACH:
      // VACUUM attaches a file without a name; it fails by itself inside a transaction.
      return first === "" ? ALLOWED : DENIED;
    case constants.SQLITE_DETACH:
    case constants.SQLITE_CREATE_TEMP_TABLE:
    case constants.SQLITE_CREATE_TEMP_VIEW:
    case constants.SQLITE_CREATE_TEMP_TRIGGER:
    case constants.SQLITE_CREATE_TEMP_INDEX:
      return DENIED;
    case constants.SQLITE_PRAGMA:
      return ALLOWED_PRAGMAS.has((first ?? "").toLowerCase()) ? ALLOWED : DENIED;
    case constants.SQLITE_ANALYZE:
    case constants.SQLITE_REINDEX:
      return ALLOWED;
    case constants.SQLITE_FUNCTION:
      return isForbiddenFunction(second) ? DENIED : ALLOWED;
    default:
      return isReserved(first) ? DENIED : ALLOWED;
  }
}

function isReserved(name: string | null): boolean {
  return name?.toLowerCase().startsWith(RESERVED_PREFIX) === true;
}

function isForbiddenFunction(name: string | null): boolean {
  return /^(sqlite_|load_extension$|fts5$|fts3_tokenizer$)/.test((name ?? "").toLowerCase());
}
