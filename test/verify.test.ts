/** What was issued is proven part by part: a year that is whole, one that is under way, and what the command says. */
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../shared/content-hash.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { Damage } from './support/damage.ts';
import { fact, number, OCTOBER, pdf, problemsIn, SEPTEMBER, verifiedYear } from './support/verified-year.ts';

const year = verifiedYear();

describe('verify', () => {
  it('proves a year that is whole', async () => {
    // A month costs 12.00: 2 of EX; 6 and a VOID one, which bills nothing, of 2026; 3 of 2027, and what was VOID.
    expect(await year.report(year.whole)).toEqual([
      'EX: whole. 2 documents from 1 to 2, each as it was issued; 24.00 EUR.',
      'RE-2026: whole. 7 documents from 1 to 7, 1 of them VOID, each as it was issued; 72.00 EUR.',
      'RE-2027: whole. 3 documents from 1 to 3, each as it was issued; 48.00 EUR.',
      'Runs: whole. 3 closed, each with its manifest, one chain back to the first.',
      'Days: whole. 1 with single documents closed, each with its manifest, in the same chain.',
      'Audit log: whole. 25 entries, each naming the one before.',
      'Archive: whole. 16 files, each a document of a number or a manifest.',
    ]);
  });

  it.each(['document', `document|${sha256('rendered')}`])(
    'says that an invoice was rendered before its number became void, as its record "%s" has it',
    async (record) => {
      const lines = await year.report(year.whole, (it) => {
        it.write(pdf(6), 'rendered');
        it.put(...fact(6, 'document'), { schema: 1, key: pdf(6), hash: 'ab' });
        it.put(...fact(6, record), { schema: 1, key: pdf(6), hash: sha256('rendered') });
      });
      expect(problemsIn(lines)).toEqual([]);
      expect(lines.at(-1)).toBe(
        'Archive: whole. 17 files, each a document of a number or a manifest; 1 of them rendered before its number became void, and never issued.',
      );
    },
  );

  it('names a run that is under way and what it waits for, instead of a gap, and does not call that whole', async () => {
    expect(problemsIn(await year.report(year.waiting))).toEqual([
      `EX-0001: of run ${OCTOBER}, which waits for repair since 2026-11-02T05:00:00.000Z; every one has its document. Right: a closed run: go on with it, by run or repair.`,
      `RE-2026-000005 to RE-2026-000007: of run ${OCTOBER}, which waits for repair since 2026-11-02T05:00:00.000Z; without a document: 1 of 3, RE-2026-000006. Right: a closed run: go on with it, by run or repair.`,
    ]);
  });

  it('ends with 1 where something is wrong, for every seller or for one, and tells machines in JSON', async () => {
    const data = join(dirname(year.whole), 'two-sellers');
    cpSync(year.whole, data, { recursive: true });
    expect(await commandInTurn(['import', 'local/sample/catalog.yml', '--data', data])).toMatchObject({ code: 0 });
    const right = await commandInTurn(['verify', '--data', data]);
    expect(right).toMatchObject({ code: 0 });
    expect(right.stdout).toMatch(/^kranich\n {2}EX: whole\.[^]*\nnordlicht\n {2}No number was given out yet\.\n/);

    new Damage(data).remove(...number(3));
    expect(await commandInTurn(['verify', '--data', data])).toMatchObject({ code: 1 });
    expect(await commandInTurn(['verify', '--data', data, '--seller', 'nordlicht'])).toMatchObject({ code: 0 });
    const { code, stdout } = await commandInTurn(['verify', '--data', data, '--seller', 'kranich', '--json']);
    expect(code).toBe(1);
    const [EX, RE] = (JSON.parse(stdout) as { sellers: { series: { series: string; problems: object[] }[] }[] }).sellers[0]!.series;
    expect(EX).toMatchObject({
      series: 'EX',
      last: 2,
      documents: 2,
      voids: 0,
      totals: [{ currency: 'EUR', payable: '24.00' }],
      problems: [],
    });
    expect(RE?.problems[0]).toEqual({
      where: 'RE-2026-000003',
      what: `is missing; "${SEPTEMBER}" took it`,
      right: 'a record of its draft',
    });
    expect(JSON.parse(stdout)).toMatchObject({ isWhole: false, strays: [] });
  }, 60_000);
});

it('a run of several series is reported with the numbers of each', async () => {
  const data = join(dirname(year.whole), 'reported');
  cpSync(year.whole, data, { recursive: true });
  const { stdout } = await commandInTurn(['run', '2026-11', '--data', data, '--threads', '1', '--now', '2027-01-02T05:00:00Z']);
  expect(stdout).toContain('November 2026 is billed already by run kranich-2026-11-1');
  expect(stdout.match(/^ {2}Numbers .*$/gm)).toEqual([
    '  Numbers    EX-0002, dated 2027-01-02',
    '  Numbers    RE-2027-000001 to RE-2027-000003, dated 2027-01-02',
  ]);
}, 60_000);
