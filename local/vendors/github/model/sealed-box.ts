import sodium from "libsodium-wrappers";

await sodium.ready;

/** Base64 of the public half of the key pair that belongs to `seed` (32 bytes in hex). */
export function publicKeyOf(seed: string): string {
  return sodium.to_base64(keyPair(seed).publicKey, sodium.base64_variants.ORIGINAL);
}

/** @returns the bytes inside a base64 sealed box, or undefined if it was not made for this key. */
export function openSealedBox(seed: string, box: string): Uint8Array | undefined {
  const { publicKey, privateKey } = keyPair(seed);
  try {
    const bytes = sodium.from_base64(box, sodium.base64_variants.ORIGINAL);
    return sodium.crypto_box_seal_open(bytes, publicKey, privateKey);
  } catch {
    return undefined;
  }
}

function keyPair(seed: string) {
  return sodium.crypto_box_seed_keypair(Buffer.from(seed, "hex"));
}
