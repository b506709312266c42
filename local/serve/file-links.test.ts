import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fileLink, isFileLink, linkedFile } from './file-links.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-links-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KEY = 'kranich/2026/RE-2026-000001.pdf';
const NOW = new Date('2026-11-02T05:00:00Z');
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const at = (link: string, now = NOW): ReturnType<typeof linkedFile> => linkedFile(folder, new URL(link, 'http://127.0.0.1'), now);

describe('a link to a file', () => {
  const link = fileLink(folder, 'archive', KEY, 300, NOW);

  it('leads to it for as long as it was made for, and not a second longer', () => {
    expect(isFileLink(link)).toBe(true);
    expect(at(link)).toEqual({ store: 'archive', key: KEY });
    expect(at(link, later(299))).toEqual({ store: 'archive', key: KEY });
    expect(at(link, later(300))).toEqual({ refused: expect.stringContaining('they are over') });
  });

  it('is never valid for more than five minutes', () => {
    expect(at(fileLink(folder, 'archive', KEY, 86_400, NOW), later(300))).toEqual({ refused: expect.stringContaining('they are over') });
  });

  it.each([
    { why: 'another file', changed: link.replace('000001', '000002') },
    { why: 'the other store', changed: link.replace('/archive/', '/files/') },
    { why: 'a later end', changed: link.replace(/until=(\d+)/, (_, until: string) => `until=${Number(until) + 60}`) },
    { why: 'another signature', changed: link.replace(/signature=./, (text) => (text.endsWith('A') ? 'signature=B' : 'signature=A')) },
    { why: 'no signature', changed: link.replace(/&signature=.+/, '') },
    { why: 'a way out of the folder', changed: link.replace('kranich/2026', '../..') },
    { why: 'an encoded way out', changed: link.replace('kranich/2026', '..%2f..%2fusers') },
  ])('leads nowhere once it was changed: $why', ({ changed }) => {
    expect(at(changed)).toEqual({ refused: expect.stringContaining('was changed') });
  });

  it('of one folder is none of another', () => {
    const other = mkdtempSync(join(tmpdir(), 'stepbill-links-'));
    expect(linkedFile(other, new URL(link, 'http://127.0.0.1'), NOW)).toEqual({ refused: expect.stringContaining('not made here') });
    rmSync(other, { recursive: true });
  });

  it.each(['../users.json', '.tmp/a', 'a/../b', '/etc/passwd'])('is not made to %s', (key) => {
    expect(() => fileLink(folder, 'archive', key, 300, NOW)).toThrow('is not a file key');
  });
});
