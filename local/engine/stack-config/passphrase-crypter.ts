import { createCipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto";

/**
 * Pulumi's passphrase secrets.
 * @see https://github.com/pulumi/pulumi/blob/v3.256.0/sdk/go/common/resource/config/crypt.go
 */
const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const SALT_BYTES = 8;
const NONCE_BYTES = 12;

/** Encrypted beside the salt, to tell a wrong passphrase. */
const CHECK = "pulumi";

/** The secrets of one stack file: its `encryptionsalt`, and a function that makes `secure:` values. */
export interface Crypter {
  encryptionSalt: string;
  encrypt(plaintext: string): string;
}

/**
 * @param encryptionSalt as in a stack file; left out, one is derived from passphrase and stack, so
 * that two processes that begin at the same time agree.
 */
export function passphraseCrypter(
  passphrase: string,
  stack: string,
  encryptionSalt?: string,
): Crypter {
  const salt =
    encryptionSalt === undefined ? derivedSalt(passphrase, stack) : saltOf(encryptionSalt);
  const key = pbkdf2Sync(passphrase, salt, ITERATIONS, KEY_BYTES, "sha256");
  const encrypt = (plaintext: string) => seal(key, plaintext);
  return {
    encryptionSalt: encryptionSalt ?? `v1:${salt.toString("base64")}:${encrypt(CHECK)}`,
    encrypt,
  };
}

function derivedSalt(passphrase: string, stack: string): Buffer {
  return createHash("sha256").update(`${passphrase}\n${stack}`).digest().subarray(0, SALT_BYTES);
}

function saltOf(encryptionSalt: string): Buffer {
  return Buffer.from(encryptionSalt.split(":")[1] ?? "", "base64");
}

/** AES-256-GCM. The nonce follows from the text, so that the same secret is the same ciphertext. */
function seal(key: Buffer, plaintext: string): string {
  const nonce = createHmac("sha256", key).update(plaintext).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([
    cipher.update(plaintext, "utf8"),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}
