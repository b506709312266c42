import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, under, type Embedded } from '../../test/support/embedded.ts';
import { ingestionInProcess } from '../../test/support/in-process.ts';
import type { Invoke } from '../runner/scope.ts';
import { ingestFile, type IngestedFile } from './ingest-file.ts';
import { exitCodeOf, ingestLines } from './ingest-report.ts';

const MAPPING = `id: sid
customer: who
type: api.calls
time: { column: at, zone: Europe/Vienna }
properties: { calls: n }
`;

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
});
afterEach(() => world.close());

const path = (name: string): string => join(world.folder, name);
const events = (): string[] => under(world.records(), `${SELLER}|usage|`).map(({ sk }) => sk);

/** Sends a file of this content. */
async function ingest(
  name: string,
  content: string | Uint8Array,
  mapping?: string,
  invoke: Invoke = ingestionInProcess,
): Promise<IngestedFile> {
  writeFileSync(path(name), content);
  if (mapping !== undefined) writeFileSync(path('mapping.yml'), mapping);
  return ingestFile({ invoke, data: world.folder }, SELLER, path(name), mapping === undefined ? undefined : path('mapping.yml'));
}

const line = (id: string, changes: object = {}): string =>
  JSON.stringify({ id, customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: { calls: 5 }, ...changes });

describe('a file of NDJSON', () => {
  it('is counted, and sent again counts nothing twice', async () => {
    expect(await ingest('a.ndjson', [line('a'), '', line('b')].join('\r\n'))).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await ingest('a.ndjson', [line('a'), line('b'), line('c')].join('\n'))).toMatchObject({ accepted: 1, duplicates: 2 });
    expect(events()).toEqual(['event|a', 'event|b', 'event|c']);
  });

  it('that is cut off after any request goes on when it is sent again', async () => {
    const content = Array.from({ length: 3_500 }, (_, i) => line(`e${i}`)).join('\n');
    for (const most of [0, 1, 2]) {
      let requests = 0;
      const dying: Invoke = async (...call) => {
        if (requests++ >= most) throw new Error('Killed.');
        return ingestionInProcess(...call);
      };
      await expect(ingest('a.ndjson', content, undefined, dying)).rejects.toThrow('Killed.');
      expect(events().length % 1_000).toBe(0);
    }
    const { accepted, duplicates } = await ingest('a.ndjson', content);
    expect(accepted + duplicates).toBe(3_500);
    expect(events()).toHaveLength(3_500);
  });

  it('says of each row that was not counted where it is and why, the first ten on the screen and all in a file', async () => {
    const rows = Array.from({ length: 1_500 }, (_, i) => (i % 100 === 99 ? line(`e${i}`, { customer: 'milan' }) : line(`e${i}`)));
    rows[0] = '{broken';
    const ingested = await ingest('a.ndjson', rows.join('\n'));
    expect(ingested).toMatchObject({ accepted: 1_484, quarantined: 16 });
    const said = ingestLines(ingested);
    expect(said).toContain('The first 10 rows of 16 that were not counted:');
    expect(said).toContain('  row 100  quarantined: There is no customer "milan".');
    const listed = readFileSync(ingested.left.path!, 'utf8').trim().split('\n');
    expect(listed.map((row) => (JSON.parse(row) as { row: number }).row).sort((a, b) => a - b)).toEqual([
      1,
      ...Array.from({ length: 15 }, (_, i) => (i + 1) * 100),
    ]);
    expect(exitCodeOf(ingested)).toBe(0);
  });

  it('of which nothing can be counted fails', async () => {
    expect(exitCodeOf(await ingest('a.ndjson', '{broken'))).toBe(1);
  });

  it.each([
    { why: 'nothing', name: 'a.ndjson', content: '', says: 'is empty' },
    { why: 'empty lines', name: 'a.ndjson', content: '\n\n', says: 'holds no events' },
    { why: 'an array', name: 'a.json', content: '[{"id":"a"}]', says: 'one event a line: jq' },
    { why: 'CSV under another name', name: 'a.txt', content: 'sid;who\n1;2', says: 'for a CSV file, say --mapping' },
    { why: 'CSV without a mapping', name: 'a.csv', content: 'sid;who\n1;2', says: 'say with --mapping' },
    { why: 'Latin-1 far behind', name: 'a.ndjson', content: Buffer.from(`${line('a')}\n${line('ü')}`, 'latin1'), says: ':2 is no UTF-8' },
  ])('of $why is refused, and nothing is sent', async ({ name, content, says }) => {
    await expect(ingest(name, content)).rejects.toMatchObject({ name: 'CommandError', message: expect.stringContaining(says) });
    expect(events()).toEqual([]);
  });

  it('is no folder, and has to be there', async () => {
    mkdirSync(path('folder'));
    const send = (file: string) => ingestFile({ invoke: ingestionInProcess, data: world.folder }, SELLER, path(file), undefined);
    await expect(send('folder')).rejects.toThrow('is a folder: name a file in it.');
    await expect(send('nowhere')).rejects.toThrow('There is no file');
  });
});

describe('a file of CSV', () => {
  it.each([',', ';', '\t'])('separated by %j is counted', async (delimiter) => {
    const content = ['\ufeffsid,who,at,n', 'a,adler,2026-10-15 14:00:00,5', '"b",adler,2026-10-15 14:00:00,5']
      .join('\n')
      .replaceAll(',', delimiter);
    expect(await ingest('a.csv', content, MAPPING)).toMatchObject({ accepted: 2, quarantined: 0 });
    expect(under(world.records(), `${SELLER}|usage|adler|2026-10-15`)[0]?.body).toMatchObject({
      event: { id: 'a', time: '2026-10-15T12:00:00Z', properties: { calls: '5' } },
    });
  });

  it('of which one row in twenty is broken is counted but for those, each with its row and reason', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `e${i},adler,2026-10-15 14:00:00,5`);
    for (let i = 0; i < 200; i += 20) rows[i] = i % 40 === 0 ? `e${i},adler` : `e${i},"adler,2026-10-15 14:00:00,5`;
    const { accepted, left } = await ingest('a.csv', ['sid,who,at,n', ...rows].join('\n'), MAPPING);
    expect(accepted).toBe(190);
    expect(left.leftOut).toBe(10);
    expect(left.shown.slice(0, 2)).toEqual([
      { row: 2, fate: 'left out', reason: 'has 2 values, and the header has 4 columns' },
      { row: 22, fate: 'left out', reason: expect.stringContaining('a quote opens and does not close') },
    ]);
  });

  it.each([
    { why: 'with other columns', header: 'sidd,who,at,n', says: 'there is no column "sid"; did you mean "sidd"?' },
    {
      why: 'with a column twice that counts',
      header: 'sid,who,at,n,n',
      says: 'there are 2 columns "n": rename all but the one that counts',
    },
  ])('$why is refused, and nothing is sent', async ({ header, says }) => {
    await expect(ingest('a.csv', `${header}\na,adler,2026-10-15 14:00:00,5,6`, MAPPING)).rejects.toThrow(says);
    expect(events()).toEqual([]);
  });

  it('may have a column twice that does not count', async () => {
    expect(await ingest('a.csv', 'x,sid,who,at,n,x\n1,a,adler,2026-10-15 14:00:00,5,2', MAPPING)).toMatchObject({ accepted: 1 });
  });

  it('of a header alone holds no events', async () => {
    await expect(ingest('a.csv', 'sid,who,at,n\n', MAPPING)).rejects.toThrow('holds no events');
  });

  it('has a mapping whose every fault has its line and what would be right', async () => {
    const broken = 'id: sid\ncustmer: who\ntype: t\ntime: { column: at, zone: Vienna/Europe }\nproperties:\n  calls: { colum: n }\n';
    const failing = ingest('a.csv', 'sid\n1', broken);
    for (const says of [
      'mapping.yml:1  customer: is missing',
      'mapping.yml:2  there is no field "custmer"; did you mean "customer"?',
      'mapping.yml:4  time.zone: expected an IANA time zone',
      'mapping.yml:6  properties.calls: there is no field "colum"; did you mean "column"?',
    ])
      await expect(failing).rejects.toThrow(says);
  });

  it('is the only file a mapping is for', async () => {
    await expect(ingest('a.ndjson', line('a'), MAPPING)).rejects.toThrow('is no CSV file');
  });
});
