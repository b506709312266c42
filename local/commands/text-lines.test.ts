import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Line } from '../../shared/csv-records.ts';
import { linesOf, requireUtf8 } from './text-lines.ts';

/** The lines of a text that arrives in pieces of so many bytes. */
async function read(bytes: Uint8Array, piece = 7): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const chunk of linesOf(pieces(bytes, piece), 'file')) lines.push(...chunk.lines);
  return lines;
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

describe('the lines of a text', () => {
  it('are numbered from 1, with or without a line break of Windows and at the end', async () => {
    expect(await read(Buffer.from('\ufeffeins\r\nzwei ä\n\nvier'))).toEqual([
      { row: 1, text: 'eins' },
      { row: 2, text: 'zwei ä' },
      { row: 3, text: '' },
      { row: 4, text: 'vier' },
    ]);
  });

  it('are the same in whatever pieces they arrive', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).filter((line) => !/[\n\r\0]/.test(line) && line !== ''),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 4, max: 50 }), async (lines, size) => {
        expect((await read(Buffer.from(lines.join('\n')), size)).map((line) => line.text)).toEqual(
          lines.map((line, i) => (i === 0 ? line.replace(/^\ufeff/, '') : line)),
        );
      }),
    );
  });

  it('that are too long are left out, and nothing of them is kept', async () => {
    const long = 'x'.repeat(1_000_001);
    const lines = await read(Buffer.from(`a\n${long}\nb\n${long}${long}${long}\nc`), 300_000);
    expect(lines.map(({ row, text, fault }) => [row, fault === undefined ? text : 'too long'])).toEqual([
      [1, 'a'],
      [2, 'too long'],
      [3, 'b'],
      [4, 'too long'],
      [5, 'c'],
    ]);
    expect(lines[1]?.fault).toBe('is longer than 1,000,000 bytes');
  });

  it('that are no UTF-8 are left out one by one', async () => {
    const lines = await read(Buffer.concat([Buffer.from('a\nM'), Buffer.from([0xfc]), Buffer.from('ller\nb')]), 100);
    expect(lines).toEqual([
      { row: 1, text: 'a' },
      { row: 2, text: '', fault: 'is no UTF-8' },
      { row: 3, text: 'b' },
    ]);
  });

  it.each([
    { why: 'UTF-16 with a mark', bytes: Buffer.from('\ufeffid,n\n', 'utf16le'), says: 'is UTF-16. Convert it: iconv -f UTF-16 -t UTF-8' },
    { why: 'UTF-16 without', bytes: Buffer.from('id,n\n', 'utf16le'), says: 'iconv -f UTF-16LE' },
    { why: 'UTF-16 the other way round', bytes: Buffer.from('id,n\n', 'utf16le').swap16(), says: 'iconv -f UTF-16BE' },
    { why: 'gzip', bytes: Buffer.from([0x1f, 0x8b, 8, 0]), says: 'is compressed. Decompress it first: gunzip' },
    { why: 'a spreadsheet', bytes: Buffer.from([0x50, 0x4b, 3, 4]), says: 'Save the table as CSV' },
    { why: 'a picture', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), says: 'is no text' },
  ])('of $why are none', async ({ bytes, says }) => {
    await expect(read(bytes, 100)).rejects.toThrow(says);
  });

  it('are found to be no UTF-8 before one is used, with the first line that is none', async () => {
    const latin = Buffer.from('a\nb\nMüller\nGrün\n', 'latin1');
    await expect(requireUtf8(pieces(latin, 5), 'old.csv')).rejects.toThrow('old.csv:3 is no UTF-8; nothing was sent.');
    await expect(requireUtf8(pieces(Buffer.from('Müller\n€'), 5), 'new.csv')).resolves.toBeUndefined();
  });
});
