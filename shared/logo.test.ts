import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CMYK_JPEG, JPEG, png } from '../test/support/images.ts';
import { sha256 } from './content-hash.ts';
import { logoOf } from './logo.ts';

const PALETTE = [['PLTE', Buffer.from([255, 255, 255, 31, 75, 143])]] as const;
const cut = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 20);

describe('a logo', () => {
  it.each([
    { why: 'RGB as PNG', bytes: png({ width: 120, height: 40 }), width: 120, height: 40 },
    { why: 'grey as PNG', bytes: png({ colourType: 0 }), width: 80, height: 80 },
    { why: 'a palette as PNG', bytes: png({ colourType: 3, bits: 8, extra: PALETTE }), width: 80, height: 80 },
    { why: 'two colours as PNG', bytes: png({ colourType: 3, bits: 1, extra: PALETTE }), width: 80, height: 80 },
    { why: 'RGB as JPEG', bytes: JPEG, width: 40, height: 24 },
  ])('is named by its content, and has its size: $why', ({ bytes, width, height }) => {
    expect(logoOf(bytes)).toEqual({ hash: sha256(bytes), width, height });
  });

  it.each([
    { why: 'nothing', bytes: Buffer.alloc(0), says: 'neither a PNG nor a JPEG' },
    { why: 'a text', bytes: Buffer.from('<svg onload="alert(1)"/>'), says: 'neither a PNG nor a JPEG' },
    { why: 'a program', bytes: readFileSync(process.execPath).subarray(0, 1000), says: 'neither a PNG nor a JPEG' },
    { why: '200 KB and one byte', bytes: Buffer.alloc(204_801), says: 'at most 200 KB; this one has 201' },
    { why: 'RGB with alpha', bytes: png({ colourType: 6 }), says: 'transparency' },
    { why: 'grey with alpha', bytes: png({ colourType: 4 }), says: 'transparency' },
    { why: 'a transparent colour', bytes: png({ extra: [['tRNS', Buffer.alloc(6)]] }), says: 'transparency' },
    { why: '16 bits', bytes: png({ bits: 16 }), says: '16 bits a sample; save it with 8' },
    { why: 'interlaced', bytes: png({ interlaced: true }), says: 'interlaced' },
    { why: 'no palette', bytes: png({ colourType: 3 }), says: 'damaged' },
    { why: 'a row too few', bytes: png({ rows: Buffer.alloc(79 * 241) }), says: 'damaged' },
    { why: 'inflated to a thousand times its size', bytes: png({ rows: Buffer.alloc(50_000_000) }), says: 'damaged' },
    { why: 'a PNG cut off', bytes: cut(png()), says: 'the PNG is damaged' },
    { why: 'a JPEG cut off', bytes: cut(JPEG), says: 'the JPEG is damaged' },
    { why: 'only the beginning of a JPEG', bytes: JPEG.subarray(0, 30), says: 'the JPEG is damaged' },
    { why: 'CMYK', bytes: CMYK_JPEG, says: 'neither grey nor RGB' },
    { why: 'no width', bytes: png({ width: 0 }), says: '1 to 4000 pixels each way; this one has 0 × 80' },
    { why: '4001 pixels', bytes: png({ width: 4001, height: 1 }), says: '4001 × 1' },
  ])('is refused: $why', ({ bytes, says }) => {
    expect(() => logoOf(bytes)).toThrow(says);
  });
});
