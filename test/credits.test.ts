/** Credits pay bills after tax and are never spent twice, whatever becomes of runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applyImport, importCatalog, planImport } from '../local/commands/import-catalog.ts';
import { readCatalog } from '../shared/catalog-file.ts';
import { creditLedger } from '../shared/credit-ledger.ts';
import { grantCredit, voidCredit } from '../shared/credit.store.ts';
import { requireCustomer } from '../shared/catalog.store.ts';
import { creditGrant } from '../shared/catalog.ts';
import { getDraftHead } from '../shared/draft.store.ts';
import { TransientError } from '../shared/errors.ts';
import { auditEntries } from '../shared/audit.store.ts';
import { reservationsOf } from '../shared/reservation.store.ts';
import { callsEvent, SELLER } from './support/catalog.ts';
import { discountsYaml, draftIn, importDiscounts, useEachMonth } from './support/discounts.ts';
import { failingOnce, openEmbedded, retried, under, type Embedded } from './support/embedded.ts';
import { arrive, bill, open, type Month } from './support/months.ts';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  // 10.00 each and 20 % tax: 12.00.
  await useEachMonth('2026-09', '2026-10', '2026-11', '2026-12');
});
afterEach(() => world.close());

const given = (...credits: readonly string[]) => importDiscounts({ customer: `credits: [${credits.join(', ')}]` });
const TWENTY = '{ id: twenty, amount: 20, currency: EUR }';
const DOING = { at: '2026-11-01T00:00:00Z', by: 'ops@kranich.example' };

const totalsIn = async (run: Month): Promise<unknown> => (await draftIn(run))?.totals;
const payableIn = async (run: Month): Promise<string | undefined> => (await draftIn(run))?.totals.payable;

/** What is left of each credit on a day, and what reserved it, for whoever would draft next. */
async function leftOn(day: string): Promise<string[]> {
  const { credits = [] } = await requireCustomer(SELLER, 'adler');
  const { standing } = await reservationsOf('credits', {
    sellerId: SELLER,
    customerId: 'adler',
    runId: 'look',
    attempt: 1,
    isDryRun: false,
  });
  return creditLedger(credits, standing, day).map(({ credit, kind, amount }) => `${credit} ${kind} ${amount}`);
}

describe('a credit', () => {
  it('pays after tax, and leaves net and tax as they are', async () => {
    await given(TWENTY);
    const september = await bill('2026-09', 'adler');
    expect(await totalsIn(september)).toEqual({ net: '10.00', tax: '2.00', gross: '12.00', prepaid: '12.00', payable: '0.00' });
    const october = await bill('2026-10', 'adler');
    expect(await totalsIn(october)).toEqual({ net: '10.00', tax: '2.00', gross: '12.00', prepaid: '8.00', payable: '4.00' });
    expect(await totalsIn(await bill('2026-11', 'adler'))).toEqual({ net: '10.00', tax: '2.00', gross: '12.00', payable: '12.00' });
    expect(await leftOn('2026-12-01')).toEqual(['twenty granted 20.00', 'twenty used -12.00', 'twenty used -8.00']);
    const step = { sellerId: SELLER, runId: september.runId, customerId: 'adler', attempt: 1 };
    expect(await getDraftHead(step)).toMatchObject({ net: '10.00', payable: '0.00', prepaid: '12.00' });
  });

  it('pays no draft that comes to nothing, and none below zero', async () => {
    await given(TWENTY);
    await bill('2026-08', 'adler');
    expect(under(world.records(), `${SELLER}|credits|`)).toEqual([]);
  });

  it('is used by priority, then by when it expires, then by age', async () => {
    await given(
      '{ id: old, amount: 1, currency: EUR, granted: 2026-01-01 }',
      '{ id: soon, amount: 2, currency: EUR, expires: 2026-12-01 }',
      '{ id: first, amount: 4, currency: EUR, priority: 1, granted: 2026-08-01 }',
      '{ id: new, amount: 8, currency: EUR, granted: 2026-08-01 }',
    );
    await bill('2026-09', 'adler');
    // 12.00: first, soon, old, then what is left of new.
    expect(await leftOn('2026-10-01')).toEqual([
      'first granted 4.00',
      'first used -4.00',
      'soon granted 2.00',
      'soon used -2.00',
      'old granted 1.00',
      'old used -1.00',
      'new granted 8.00',
      'new used -5.00',
    ]);
  });

  it.each([
    { expires: '2026-09-30', payable: '12.00', why: 'gone on the last day of the month' },
    { expires: '2026-10-01', payable: '9.00', why: 'valid on it' },
  ])('is used only if it is valid on the last day of the month: $why', async ({ expires, payable }) => {
    await given(`{ id: three, amount: 3, currency: EUR, expires: ${expires} }`);
    expect(await payableIn(await bill('2026-09', 'adler'))).toBe(payable);
  });

  it('expires with what is left of it as an entry', async () => {
    await given('{ id: twenty, amount: 20, currency: EUR, expires: 2026-10-15 }');
    await bill('2026-09', 'adler');
    expect(await leftOn('2026-10-14')).toEqual(['twenty granted 20.00', 'twenty used -12.00']);
    expect(await leftOn('2026-10-15')).toEqual(['twenty granted 20.00', 'twenty used -12.00', 'twenty expired -8.00']);
    expect(await payableIn(await bill('2026-10', 'adler'))).toBe('12.00');
  });

  it('is given back by a VOID, and pays the bill that comes instead', async () => {
    await given(TWENTY);
    const september = await bill('2026-09', 'adler');
    await september.makeVoid('adler');
    expect(await leftOn('2026-10-01')).toEqual(['twenty granted 20.00']);
    // 24.00 for both months.
    expect(await totalsIn(await bill('2026-10', 'adler'))).toMatchObject({ gross: '24.00', prepaid: '20.00', payable: '4.00' });
  });

  it('is free again when a run is rejected or an attempt ends', async () => {
    await given(TWENTY);
    const rejected = await open('2026-09');
    await rejected.prepare('adler');
    expect(await leftOn('2026-10-01')).toEqual(['twenty granted 20.00', 'twenty used -12.00']);
    await rejected.reject();
    expect(await leftOn('2026-10-01')).toEqual(['twenty granted 20.00']);
    const september = await open('2026-09', { openedAt: '2026-10-02T06:00:00Z' });
    await september.prepare('adler');
    await september.setAside('adler');
    expect(await leftOn('2026-10-01')).toEqual(['twenty granted 20.00']);
    await september.prepare('adler');
    await september.seal();
    expect(await leftOn('2026-10-01')).toEqual(['twenty granted 20.00', 'twenty used -12.00']);
  });

  it('is reserved by no dry run, which comes to the hash of the run that follows', async () => {
    await given(TWENTY);
    await bill('2026-09', 'adler');
    const before = under(world.records(), `${SELLER}|credits|`);
    const dry = await open('2026-10', { isDryRun: true });
    await dry.prepare('adler');
    expect(await totalsIn(dry)).toMatchObject({ prepaid: '8.00' });
    expect(under(world.records(), `${SELLER}|credits|`)).toEqual(before);
    const october = await open('2026-10');
    await october.prepare('adler');
    expect(await dry.hashes()).toEqual(await october.hashes());
  });

  it.each(['before the write', 'after the write'] as const)('is reserved once if the connection breaks %s', async (failure) => {
    await given(TWENTY);
    const september = await open('2026-09');
    await september.price('adler');
    world.connectWith((table) => failingOnce(table, failure));
    await retried(() => september.draft('adler'));
    expect(await leftOn('2026-10-01')).toEqual(['twenty granted 20.00', 'twenty used -12.00']);
    await retried(() => september.draft('adler'));
    await Promise.all([september.draft('adler'), september.draft('adler')]);
    expect(under(world.records(), `${SELLER}|credits|`)).toHaveLength(2);
  });

  it('costs a customer without any no read', async () => {
    await importDiscounts({});
    const asked: string[] = [];
    world.connectWith((table) => ({
      ...table,
      get: (key) => (asked.push(key.pk), table.get(key)),
      query: (query) => (asked.push(query.pk), table.query(query)),
      write: (changes) => table.write(changes),
      append: (records) => table.append(records),
    }));
    await bill('2026-09', 'adler');
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((pk) => /\|(credits|coupons)\|/.test(pk))).toEqual([]);
  });
});

describe('two runs at once', () => {
  it('never spend one credit twice, whichever drafts first', async () => {
    await given(TWENTY);
    const [september, october] = [await open('2026-09'), await open('2026-10')];
    await arrive('2026-10-20', callsEvent('adler', '50', { id: 'more', time: '2026-10-20T12:00:00Z' }));
    await september.price('adler');
    // September is billed by the first; the other prices October alone.
    await september.draft('adler');
    await october.price('adler');
    await retried(async () => void (await Promise.all([september.draft('adler'), october.draft('adler')])));
    const drafts = [await draftIn(september), await draftIn(october)];
    // 12.00 and, of 18.00, what is left.
    expect(drafts.map((draft) => draft?.totals.prepaid)).toEqual(['12.00', '8.00']);
  });

  it('tell each other when they reserve on the same version', async () => {
    await given(TWENTY);
    const september = await open('2026-09');
    await september.price('adler');
    let isFirst = true;
    // Between reading and writing of the first, another draft of the customer reserves.
    world.connectWith((table) => ({
      get: (key) => table.get(key),
      query: (query) => table.query(query),
      append: (records) => table.append(records),
      async write(changes) {
        const moves = changes.some((change) => 'put' in change && change.put.pk === `${SELLER}|credits|adler`);
        if (moves && isFirst) {
          isFirst = false;
          await table.write([{ put: { pk: `${SELLER}|credits|adler`, sk: 'head', body: { schema: 1 } } }]);
        }
        return table.write(changes);
      },
    }));
    await expect(september.draft('adler')).rejects.toThrow(TransientError);
    await september.draft('adler');
    expect(await payableIn(september)).toBe('0.00');
  });
});

describe('a credit that is given or taken back by hand', () => {
  const credit = creditGrant.parse({ id: 'five', amount: '5', currency: 'EUR', granted: '2026-10-01' });

  it('is given once under its id, with one entry of the audit log', async () => {
    await importDiscounts({});
    expect(await grantCredit(SELLER, 'adler', credit, DOING)).toBe(true);
    expect(await grantCredit(SELLER, 'adler', { ...credit, granted: '2026-10-02' }, DOING)).toBe(false);
    await expect(grantCredit(SELLER, 'adler', { ...credit, amount: '6' }, DOING)).rejects.toThrow(
      'Customer "adler" has another credit "five", of 5 EUR.',
    );
    expect(await payableIn(await bill('2026-09', 'adler'))).toBe('7.00');
    expect(await auditEntries(SELLER, 'seller')).toMatchObject([{ action: 'credit-granted', credits: ['five'], customerId: 'adler' }]);
  });

  it('stays through imports that do not name it, and refuses one that was planned before it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'stepbill-credits-')), 'catalog.yml');
    const imports = async (written: string): Promise<unknown> => {
      writeFileSync(file, written);
      return importCatalog([file], 'ops@kranich.example');
    };
    await imports(discountsYaml());
    const planned = await planImport(readCatalog([{ name: file, content: discountsYaml({ customer: 'purchaseOrder: "7"' }) }]));
    await grantCredit(SELLER, 'adler', credit, DOING);
    await expect(applyImport(planned, 'ops@kranich.example')).rejects.toThrow('another import of "kranich"');
    await imports(discountsYaml({ customer: `credits: [${TWENTY}]` }));
    await voidCredit(SELLER, 'adler', 'twenty', '2026-10-05', DOING);
    await imports(discountsYaml({ customer: `credits: [${TWENTY}]` }));
    await imports(discountsYaml());
    expect((await requireCustomer(SELLER, 'adler')).credits?.map(({ id, voided }) => [id, voided])).toEqual([
      ['twenty', '2026-10-05'],
      ['five', undefined],
    ]);
    await expect(imports(discountsYaml({ customer: 'credits: [{ id: five, amount: 6, currency: EUR }]' }))).rejects.toThrow(
      'customers[0].credits[0]: credit "five" was given otherwise and never changes',
    );
    rmSync(dirname(file), { recursive: true });
  });

  it('is void for what is left of it', async () => {
    await given(TWENTY);
    await bill('2026-09', 'adler');
    expect(await voidCredit(SELLER, 'adler', 'twenty', '2026-10-05', DOING)).toBe(true);
    expect(await voidCredit(SELLER, 'adler', 'twenty', '2026-10-06', DOING)).toBe(false);
    expect(await leftOn('2026-10-10')).toEqual(['twenty granted 20.00', 'twenty used -12.00', 'twenty voided -8.00']);
    expect(await payableIn(await bill('2026-10', 'adler'))).toBe('12.00');
  });
});
