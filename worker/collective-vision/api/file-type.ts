export interface FileType {
  readonly contentType: string;
  readonly extension: string;
}

interface Signature extends FileType {
  /** Bytes by offset. */
  readonly magic: ReadonlyArray<readonly [offset: number, bytes: readonly number[]]>;
}

const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0));

const signatures: readonly Signature[] = [
  {
    contentType: "image/png",
    extension: "png",
    magic: [[0, [0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a]]],
  },
  { contentType: "image/jpeg", extension: "jpg", magic: [[0, [0xff, 0xd8, 0xff]]] },
  { contentType: "image/gif", extension: "gif", magic: [[0, ascii("GIF87a")]] },
  { contentType: "image/gif", extension: "gif", magic: [[0, ascii("GIF89a")]] },
  {
    contentType: "image/webp",
    extension: "webp",
    magic: [
      [0, ascii("RIFF")],
      [8, ascii("WEBP")],
    ],
  },
  { contentType: "application/pdf", extension: "pdf", magic: [[0, ascii("%PDF-")]] },
];

/** The type that a file's first bytes prove, among those we take. What its sender claims is ignored. */
export function detectFileType(bytes: Uint8Array): FileType | undefined {
  return signatures.find(({ magic }) =>
    magic.every(([offset, expected]) =>
      expected.every((byte, index) => bytes[offset + index] === byte),
    ),
  );
}
