/** The byte of each character that Windows-1252 has. */
const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [new TextDecoder('windows-1252').decode(Uint8Array.of(byte)), byte] as const),
);

/** A text in Windows-1252; a letter it does not have loses its accent, and what it can't show at all becomes "?". */
export function inWindows1252(text: string): Uint8Array {
  return Uint8Array.from(text.normalize('NFC'), (character) => BYTES.get(character) ?? byteOfBase(character));
}

function byteOfBase(character: string): number {
  const [base = ''] = character.normalize('NFD');
  return BYTES.get(base) ?? '?'.charCodeAt(0);
}
