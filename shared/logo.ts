import { inflateSync } from 'node:zlib';
import { z } from 'zod';
import { sha256 } from './content-hash.ts';
import { InvalidInputError } from './errors.ts';

/** A seller's logo as documents name it: its file by the hash of its content, and its size in pixels. */
export const logo = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type Logo = z.infer<typeof logo>;

/** How a catalog file names a logo. */
export const logoFile = z
  .string()
  .regex(
    /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\.(png|jpe?g)$/i,
    'expected the name of a PNG or JPEG file beside the catalog, such as logo.png',
  )
  .describe(
    'File of the logo beside the catalog, PNG without transparency or JPEG, at most 200 KB; drawn 8 mm high and at most 60 mm wide.',
  );

/** A logo, and how the catalog file names it. */
export const namedLogo = logo.extend({ file: logoFile });

/** What a logo may have: each document has it in it. */
export const MOST_LOGO_BYTES = 200 * 1024;
const MOST_PIXELS = 4000;

/** @throws {InvalidInputError} if a file of so many bytes is no logo */
export function requireLogoBytes(count: number): void {
  if (count <= MOST_LOGO_BYTES) return;
  throw new InvalidInputError(
    `a logo has at most ${MOST_LOGO_BYTES / 1024} KB; this one has ${Math.ceil(count / 1024).toLocaleString('en')}`,
  );
}

/**
 * What documents name a logo by. Only what every reader draws alike and archives allow is taken: opaque, grey or RGB,
 * of 8 bits at most.
 *
 * @throws {InvalidInputError} if it is too large, damaged, or no image of such a kind
 * @see docs/sources.md#images
 */
export function logoOf(content: Uint8Array): Logo {
  requireLogoBytes(content.length);
  const bytes = Buffer.from(content);
  const size = isPng(bytes) ? sizeOfPng(bytes) : sizeOfJpeg(bytes);
  return { hash: sha256(content), ...size };
}

/** Media type of a file that is a logo. */
export function logoType(bytes: Uint8Array): 'image/png' | 'image/jpeg' {
  return isPng(bytes) ? 'image/png' : 'image/jpeg';
}

type Size = Pick<Logo, 'width' | 'height'>;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const isPng = (bytes: Uint8Array): boolean => PNG_SIGNATURE.every((byte, i) => bytes[i] === byte);

const IHDR_LENGTH = 13;
/** Samples of a pixel, by colour type: grey, RGB, palette. */
const PNG_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1 };

function sizeOfPng(bytes: Buffer): Size {
  const chunks = chunksOf(bytes);
  const head = chunks[0]?.content;
  if (chunks[0]?.type !== 'IHDR' || head?.length !== IHDR_LENGTH || chunks.at(-1)?.type !== 'IEND') throw damaged('PNG');
  const size = requireSize(head.readUInt32BE(0), head.readUInt32BE(4));
  const [bits = 0, colourType = 0, , , interlace] = head.subarray(8);
  const samples = PNG_SAMPLES[colourType];
  if (samples === undefined || chunks.some(({ type }) => type === 'tRNS'))
    throw new InvalidInputError('the PNG has transparency, which documents for archives must not have; save it without, on white');
  if (bits > 8) throw new InvalidInputError(`the PNG has ${bits} bits a sample; save it with 8`);
  if (interlace !== 0) throw new InvalidInputError('the PNG is interlaced; save it without');
  if (colourType === 3 && !chunks.some(({ type }) => type === 'PLTE')) throw damaged('PNG');
  const expected = size.height * (1 + Math.ceil((size.width * samples * bits) / 8));
  if (inflatedLength(chunks, expected) !== expected) throw damaged('PNG');
  return size;
}

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
}

/** Chunks of a PNG as far as they are whole. */
function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

/** Never inflates to more than an image of its size has: a small file may claim to hold gigabytes. */
function inflatedLength(chunks: readonly Chunk[], expected: number): number | undefined {
  try {
    const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content));
    return inflateSync(data, { maxOutputLength: expected + 1 }).length;
  } catch {
    return undefined;
  }
}

/** Frames of a JPEG that every reader of PDF draws: baseline, extended, progressive; of 8 bits. */
const JPEG_FRAMES = [0xc0, 0xc1, 0xc2];
const JPEG_END = 0xd9;

function sizeOfJpeg(bytes: Buffer): Size {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) throw new InvalidInputError('it is neither a PNG nor a JPEG image');
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (!JPEG_FRAMES.includes(bytes[at + 1] ?? 0)) continue;
    const [bits, samples] = [bytes[at + 4], bytes[at + 9]];
    if (bits !== 8 || (samples !== 1 && samples !== 3))
      throw new InvalidInputError('the JPEG is neither grey nor RGB of 8 bits; save it as RGB');
    if (bytes.lastIndexOf(Buffer.from([0xff, JPEG_END])) < at) break;
    return requireSize(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
  }
  throw damaged('JPEG');
}

function requireSize(width: number, height: number): Size {
  const isSensible = [width, height].every((pixels) => pixels >= 1 && pixels <= MOST_PIXELS);
  if (!isSensible) throw new InvalidInputError(`a logo has 1 to ${MOST_PIXELS} pixels each way; this one has ${width} × ${height}`);
  return { width, height };
}

function damaged(kind: string): InvalidInputError {
  return new InvalidInputError(`the ${kind} is damaged: it doesn't hold the image that its head describes`);
}
