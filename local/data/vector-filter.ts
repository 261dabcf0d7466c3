import { VectorError, vectorLimits } from "./vector-rules.ts";

export type IndexedValue = string | number | boolean;
/** What the metadata indexes hold of a vector: property path → value. */
export type IndexedMetadata = Record<string, IndexedValue>;

export type MetadataType = "string" | "number" | "boolean";

export interface MetadataIndex {
  propertyName: string;
  indexType: MetadataType;
}

type Test = (indexed: IndexedMetadata) => boolean;

/**
 * Compiles a filter; all of its conditions must hold.
 * @see https://developers.cloudflare.com/vectorize/reference/metadata-filtering/
 * @throws VectorError `invalid-filter`
 */
export function compileFilter(filter: unknown): Test {
  if (filter === undefined) return () => true;
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) {
    throw invalid("filter must be an object");
  }
  const size = Buffer.byteLength(JSON.stringify(filter));
  if (size > vectorLimits.filterBytes) {
    throw invalid(`filter of ${size} bytes exceeds ${vectorLimits.filterBytes}`);
  }
  const entries = Object.entries(filter);
  if (entries.length === 0) throw invalid("filter must not be empty");
  const tests = entries.flatMap(([property, condition]) => compileProperty(property, condition));
  return (indexed) => tests.every((test) => test(indexed));
}

function compileProperty(property: string, condition: unknown): Test[] {
  if (property === "" || property.startsWith("$") || property.includes('"')) {
    throw invalid(`property name "${property}" is not allowed`);
  }
  if (typeof condition !== "object" || condition === null) {
    return [compileOperator(property, "$eq", condition)];
  }
  return Object.entries(condition).map(([operator, operand]) =>
    compileOperator(property, operator, operand),
  );
}

function compileOperator(property: string, operator: string, operand: unknown): Test {
  const valueIn = (indexed: IndexedMetadata) => indexed[property] ?? null;
  switch (operator) {
    case "$eq":
      return (indexed) => equals(valueIn(indexed), operand);
    case "$ne":
      return (indexed) => !equals(valueIn(indexed), operand);
    case "$in":
      return (indexed) => list(operator, operand).some((item) => equals(valueIn(indexed), item));
    case "$nin":
      return (indexed) => !list(operator, operand).some((item) => equals(valueIn(indexed), item));
    case "$lt":
      return (indexed) => compare(valueIn(indexed), operand, (order) => order < 0);
    case "$lte":
      return (indexed) => compare(valueIn(indexed), operand, (order) => order <= 0);
    case "$gt":
      return (indexed) => compare(valueIn(indexed), operand, (order) => order > 0);
    case "$gte":
      return (indexed) => compare(valueIn(indexed), operand, (order) => order >= 0);
    default:
      throw invalid(`operator "${operator}" is not known`);
  }
}

function equals(value: IndexedValue | null, operand: unknown): boolean {
  return value === (typeof operand === "string" ? truncate(operand) : operand);
}

function compare(
  value: IndexedValue | null,
  operand: unknown,
  holds: (order: number) => boolean,
): boolean {
  if (typeof value === "number" && typeof operand === "number") return holds(value - operand);
  if (typeof value === "string" && typeof operand === "string") {
    return holds(Buffer.compare(Buffer.from(value), Buffer.from(truncate(operand))));
  }
  return false;
}

function list(operator: string, operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw invalid(`${operator} needs an array`);
  return operand;
}

/** What the indexes hold of a vector's metadata; values of another type are left out. */
export function indexMetadata(
  metadata: Record<string, unknown> | undefined,
  indexes: readonly MetadataIndex[],
): IndexedMetadata {
  const indexed: IndexedMetadata = {};
  for (const { propertyName, indexType } of indexes) {
    const value = propertyName
      .split(".")
      .reduce<unknown>(
        (holder, key) => (holder as Record<string, unknown> | null)?.[key],
        metadata,
      );
    if (typeof value === indexType) {
      indexed[propertyName] = typeof value === "string" ? truncate(value) : (value as IndexedValue);
    }
  }
  return indexed;
}

/** The longest text of whole characters within the indexes' 64 bytes. */
function truncate(text: string): string {
  if (Buffer.byteLength(text) <= vectorLimits.indexedBytes) return text;
  let bytes = 0;
  let kept = "";
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > vectorLimits.indexedBytes) break;
    kept += character;
  }
  return kept;
}

function invalid(rule: string): VectorError {
  return new VectorError("invalid-filter", `invalid filter, ${rule}`);
}
