import {
  Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type ScalarTag,
  YAMLMap,
} from "yaml";
import type { Crypter } from "./passphrase-crypter.ts";

/** What the local cloud lays over a stack's configuration: a plain value, or one to be encrypted. */
export type OverlayValue = { secret: unknown } | unknown;
export type Overlay = Readonly<Record<string, OverlayValue>>;

/** Changes of one stack's configuration, made by `pulumi config`; null: the key was removed. */
export type Edits = Readonly<Record<string, unknown>>;

/** What binds a stack file to a real secrets provider or to Pulumi Cloud. */
const NOT_LOCAL = ["secretsprovider", "encryptionsalt", "encryptedkey", "environment"] as const;

/**
 * The stack file for a local run: the committed one without anything encrypted, then the overlay,
 * then the edits. Comments and the spelling of values stay.
 */
export function localStackFile(
  committed: string,
  overlay: Overlay,
  edits: Edits,
  crypter: Crypter,
): string {
  const document = parseStackFile(committed);
  for (const key of NOT_LOCAL) document.delete(key);
  document.set("encryptionsalt", crypter.encryptionSalt);
  document.set("config", configNode(document, overlay, edits, crypter));
  return document.toString({
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    lineWidth: 0,
  });
}

/** A number as it is written: an account id such as `0123e45` must not come out as 1.23e+47. */
class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const writtenNumber: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  test: /^[-+]?(\.?[0-9]|\.inf|\.nan)[\w.+-]*$/i,
  identify: (value) => value instanceof WrittenNumber,
  resolve: (text) => new WrittenNumber(text),
  stringify: ({ value }) => (value as WrittenNumber).text,
};

function parseStackFile(text: string): Document {
  const document = parseDocument(text, { customTags: (tags) => [writtenNumber, ...tags] });
  const [problem] = document.errors;
  if (problem !== undefined) throw problem;
  return isMap(document.contents) ? document : new Document({});
}

function configNode(document: Document, overlay: Overlay, edits: Edits, crypter: Crypter): YAMLMap {
  const committed = document.get("config", true);
  const config = isMap(committed) ? committed : new YAMLMap();
  removeSecrets(config);
  for (const [key, value] of Object.entries(overlay)) {
    config.set(key, document.createNode(encrypted(value, crypter)));
  }
  for (const [key, value] of Object.entries(edits)) {
    if (value === null) config.delete(key);
    else config.set(key, document.createNode(value));
  }
  return config;
}

function encrypted(value: OverlayValue, crypter: Crypter): unknown {
  if (typeof value !== "object" || value === null || !("secret" in value)) return value;
  const { secret } = value;
  return { secure: crypter.encrypt(typeof secret === "string" ? secret : JSON.stringify(secret)) };
}

/** Removes every `secure:` value, at any depth, from a map or sequence. */
function removeSecrets(node: Node): void {
  if (!isMap(node) && !isSeq(node)) return;
  const kept = node.items.filter((item) => {
    const value = isPair(item) ? item.value : item;
    return !isSecure(value);
  });
  node.items.splice(0, node.items.length, ...(kept as never[]));
  for (const item of kept) {
    const value = isPair(item) ? item.value : item;
    if (isMap(value) || isSeq(value)) removeSecrets(value);
  }
}

/** @see https://github.com/pulumi/pulumi/blob/v3.256.0/sdk/go/common/resource/config/value.go */
function isSecure(value: unknown): boolean {
  if (!isMap(value) || value.items.length !== 1) return false;
  const [pair] = value.items;
  return isScalar(pair?.key) && pair.key.value === "secure" && isScalar(pair.value);
}
