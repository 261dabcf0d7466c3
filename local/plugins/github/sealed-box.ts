import sodium from "libsodium-wrappers";

/**
 * Encrypts a secret for a repository's or environment's public key.
 * @param publicKey base64
 * @returns base64
 * @see https://docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api
 */
export async function sealedBox(publicKey: string, secret: string): Promise<string> {
  await sodium.ready;
  const { ORIGINAL } = sodium.base64_variants;
  const key = sodium.from_base64(publicKey, ORIGINAL);
  return sodium.to_base64(sodium.crypto_box_seal(sodium.from_string(secret), key), ORIGINAL);
}
