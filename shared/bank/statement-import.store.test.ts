import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ACCOUNT, entryOf, statementXml, transferIn } from '../../test/support/camt.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import type { Table } from '../table.ts';
import { allocateTransaction, reverseTransaction } from '../receivables/allocate.store.ts';
import { getOpenItem } from '../receivables/open-items.store.ts';
import { everyTransaction, requireBankLedger } from './bank.store.ts';
import { camtStatements } from './camt-statement.ts';
import { openBooks } from './evidence.store.ts';
import { listedTransaction } from './listed-transactions.store.ts';
import { finishStatements, importStatement } from './statement-import.store.ts';

const DOING = { at: NOW, by: 'cfo@kranich.example', reason: 'as the customer says' };
const IBAN = 'DE89370400440532013000';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await prepare();
});
afterEach(() => world.close());

/** RE-2026-000001 with 12.00 and RE-2026-000002 with 30.00 of adler, RE-2026-000003 with 12.00 of bussard. */
async function prepare(): Promise<void> {
  await importCustomers({ id: 'adler' }, { id: 'bussard' });
  await issue({ payable: '12.00' }, { payable: '30.00' }, { customerId: 'bussard', payable: '12.00' });
}

async function take(closing: string, ...entries: string[]): Promise<{ isNew: boolean; added: number }> {
  const bytes = Buffer.from(statementXml({ entries, closing }));
  const said = camtStatements(bytes, ACCOUNT).flatMap(({ transactions }) => transactions);
  return importStatement(SELLER, bytes, said, { name: 'november.xml', at: NOW, by: 'ops@kranich.example' });
}

async function open(place: number): Promise<string> {
  const item = await getOpenItem(SELLER, `RE-2026-00000${place}`, '2026-11-09');
  return `${item!.state} ${item!.open}`;
}

async function leftOver(): Promise<string[]> {
  const left: string[] = [];
  for await (const id of everyTransaction(SELLER, { isLeft: true })) left.push((await requireBankLedger(SELLER, id)).left.toFixed(2));
  return left;
}

describe('a statement', () => {
  it('pays what it names, and leaves what is not certain to a person', async () => {
    const entries = [
      transferIn({ amount: '42.00', ref: 'B1', text: 'RE-2026-000001 und re 2026 000002', iban: IBAN }),
      transferIn({ amount: '12.00', ref: 'B2', text: 'Danke' }),
      entryOf({ amount: '9.90', side: 'DBIT', ref: 'B3', more: '<NtryRef>fees</NtryRef>' }),
    ];
    // 1000.00 + 42.00 + 12.00 − 9.90
    expect(await take('1044.10', ...entries)).toEqual({ isNew: true, added: 3 });
    expect([await open(1), await open(2), await open(3)]).toEqual(['paid 0.00', 'paid 0.00', 'open 12.00']);
    expect(await leftOver()).toEqual(['12.00']);
  });

  it('that is imported twice counts once', async () => {
    const entry = transferIn({ amount: '5.00', ref: 'B1', text: 'RE-2026-000001' });
    await take('1005.00', entry);
    const before = world.picture();
    expect(await take('1005.00', entry)).toEqual({ isNew: false, added: 0 });
    expect(world.picture()).toEqual(before);
    expect(await open(1)).toBe('partially-paid 7.00');
  });

  it('that overlaps another counts what is new', async () => {
    const [one, two] = ['B1', 'B2'].map((ref) => transferIn({ amount: '5.00', ref, text: 'RE-2026-000001' }));
    await take('1005.00', one!);
    expect(await take('1010.00', one!, two!)).toEqual({ isNew: true, added: 1 });
    expect(await open(1)).toBe('partially-paid 2.00');
  });

  it('never pays an invoice twice: what comes again is left', async () => {
    await take('1024.00', ...['B1', 'B2'].map((ref) => transferIn({ amount: '12.00', ref, text: 'RE-2026-000001' })));
    expect(await open(1)).toBe('paid 0.00');
    expect(await leftOver()).toEqual(['12.00']);
  });

  it('knows an account by what came from it, and no more once that is taken back', async () => {
    await take('1012.00', transferIn({ amount: '12.00', ref: 'B1', text: 'RE-2026-000001', iban: IBAN }));
    const [first] = await Array.fromAsync(everyTransaction(SELLER));
    await reverseTransaction(SELLER, first!, undefined, DOING);
    await take('1030.00', transferIn({ amount: '30.00', ref: 'B2', iban: IBAN }));
    expect(await open(2)).toBe('open 30.00');
    await allocateTransaction(SELLER, first!, [{ number: 'RE-2026-000001', amount: '12.00' }], DOING);
    await take('1001.00', transferIn({ amount: '1.00', ref: 'B3', text: 'something else' }));
    expect(await open(2)).toBe('paid 0.00');
  });

  it('opens an invoice again whose payment came back', async () => {
    const came = transferIn({ amount: '12.00', ref: 'B1', text: 'RE-2026-000001' });
    const details = `<TxDtls><RmtInf><Ustrd>RE-2026-000001</Ustrd></RmtInf><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>`;
    await take('1012.00', came);
    await take('988.00', entryOf({ amount: '12.00', side: 'DBIT', ref: 'B2', day: '2026-11-10', details }));
    expect(await open(1)).toBe('open 12.00');
    expect(await leftOver()).toEqual([]);
  });

  it('is matched with what was issued after it, once something comes again', async () => {
    await take('1007.00', transferIn({ amount: '7.00', ref: 'B1', text: 'RE-2026-000004' }));
    expect(await leftOver()).toEqual(['7.00']);
    await issue({ payable: '7.00' });
    await take('1001.00', transferIn({ amount: '1.00', ref: 'B2' }));
    expect(await open(4)).toBe('paid 0.00');
  });

  it('does not decide again what a person has undone', async () => {
    await take('1012.00', transferIn({ amount: '12.00', ref: 'B1', text: 'RE-2026-000001' }));
    const [id] = await Array.fromAsync(everyTransaction(SELLER));
    await reverseTransaction(SELLER, id!, undefined, DOING);
    await take('1001.00', transferIn({ amount: '1.00', ref: 'B2' }));
    expect(await open(1)).toBe('open 12.00');
  });
});

describe('a credit note', () => {
  const note = (payable: string, ...numbers: string[]) => ({
    payable,
    changes: { kind: 'credit-note' as const, precedingInvoices: numbers.map((number) => ({ number, issueDate: '2026-11-02' })) },
  });

  it('lowers what is open of the invoice it names, whenever it is issued, and once', async () => {
    await issue(note('5.00', 'RE-2026-000001'));
    await take('1007.00', transferIn({ amount: '7.00', ref: 'B1', text: 'RE-2026-000001' }));
    expect(await open(1)).toBe('paid 0.00');
    await take('1001.00', transferIn({ amount: '1.00', ref: 'B2' }));
    expect(await open(1)).toBe('paid 0.00');
  });

  it('behind a payment makes it overpaid', async () => {
    await take('1012.00', transferIn({ amount: '12.00', ref: 'B1', text: 'RE-2026-000001' }));
    await issue(note('5.00', 'RE-2026-000001'));
    await take('1001.00', transferIn({ amount: '1.00', ref: 'B2' }));
    expect(await open(1)).toBe('overpaid -5.00');
  });

  it('of several invoices is left to a person', async () => {
    await issue(note('5.00', 'RE-2026-000001', 'RE-2026-000002'));
    await take('1001.00', transferIn({ amount: '1.00', ref: 'B2' }));
    expect([await open(1), await open(2), await open(4)]).toEqual(['open 12.00', 'open 30.00', 'overpaid -5.00']);
  });
});

it('whose content was lost while it was booked is booked by the same file again', async () => {
  const entry = transferIn({ amount: '12.00', ref: 'B1', text: 'RE-2026-000001' });
  let writes = 0;
  world.connectWith((real) => ({
    ...dyingAt(real, Infinity, false),
    write: (all) => (++writes > 1 ? Promise.reject(new Error('killed')) : real.write(all)),
  }));
  await take('1012.00', entry).catch(() => {});
  world.connectWith((real) => real);
  const { keys } = await world.ports.files.list(`${SELLER}/statements/transactions/`);
  await world.ports.files.remove(keys);
  await expect(finishStatements(SELLER)).rejects.toThrow('import the same file again');
  await take('1012.00', entry);
  expect(await open(1)).toBe('paid 0.00');
});

/** A process that dies at its `nth` change: that one is made or not, and none after it. */
function dyingAt(real: Table, nth: number, isMade: boolean): Table & { readonly isDead: () => boolean } {
  let changes = 0;
  const change = async <Result>(make: () => Promise<Result>): Promise<Result> => {
    if (++changes < nth) return make();
    if (changes === nth && isMade) await make();
    throw new Error('killed');
  };
  return {
    isDead: () => changes >= nth,
    get: (key) => real.get(key),
    query: (query) => real.query(query),
    append: (records) => change(() => real.append(records)),
    write: (all) => change(() => real.write(all)),
  };
}

it.each([false, true])('is booked whole or not at all, at whichever change its process dies; made before it died: %s', async (isMade) => {
  const entries = [
    transferIn({ amount: '42.00', ref: 'B1', text: 'RE-2026-000001, RE-2026-000002', iban: IBAN }),
    transferIn({ amount: '12.00', ref: 'B2', text: 'RE-2026-000003' }),
    transferIn({ amount: '3.00', ref: 'B3' }),
  ];
  let deaths = 0;
  for (let nth = 1; ; nth++) {
    world.close();
    world = openEmbedded();
    await prepare();
    let dying: ReturnType<typeof dyingAt> | undefined;
    world.connectWith((real) => (dying = dyingAt(real, nth, isMade)));
    await take('1057.00', ...entries).catch(() => {});
    if (!dying?.isDead()) break;
    deaths++;

    world.connectWith((real) => real);
    await finishStatements(SELLER);
    const ids = await Array.fromAsync(everyTransaction(SELLER));
    const states = [await open(1), await open(2), await open(3)];
    if (ids.length > 0) expect(states).toEqual(['paid 0.00', 'paid 0.00', 'paid 0.00']);
    else expect(states).toEqual(['open 12.00', 'open 30.00', 'open 12.00']);
    await take('1057.00', ...entries);
    expect([await open(1), await open(2), await open(3)]).toEqual(['paid 0.00', 'paid 0.00', 'paid 0.00']);
    expect(await leftOver()).toEqual(['3.00']);
  }
  expect(deaths).toBeGreaterThan(5);
});

describe('what a payment may be for', () => {
  /** Proposals and the reason, by key and by all that is open; the customer of the account is known by a payment before. */
  async function proposed(text: string, iban?: string): Promise<Record<'all' | 'by-key', string>> {
    await take('1030.00', transferIn({ amount: '30.00', ref: 'B1', text: 'RE-2026-000002', iban: IBAN }));
    await take('1007.00', transferIn({ amount: '7.00', ref: 'B2', text, ...(iban === undefined ? {} : { iban }) }));
    const [id] = await Array.fromAsync(everyTransaction(SELLER, { isLeft: true }));
    const listed = async (reading: 'all' | 'by-key'): Promise<string> => {
      const { proposals = [], reason } = await listedTransaction(SELLER, id!, await openBooks(SELLER, NOW, reading));
      return `${proposals.map(({ number, reasons }) => `${number} (${reasons.join(', ')})`).join('; ')}: ${reason}`;
    };
    return { all: await listed('all'), 'by-key': await listed('by-key') };
  }

  it.each([
    { why: 'an invoice is named, which is settled', text: 'RE-2026-000002', iban: undefined },
    { why: 'the account has paid for the customer before', text: 'Danke', iban: IBAN },
    { why: 'two invoices are named', text: 'RE-2026-000001 und RE-2026-000003', iban: undefined },
  ])('is told by key as by all that is open where $why', async ({ text, iban }) => {
    const { all, 'by-key': byKey } = await proposed(text, iban);
    expect(byKey).toBe(all);
  });

  it('is not told by the amount alone where only keys are looked up', async () => {
    await take('1012.00', transferIn({ amount: '12.00', ref: 'B1', text: 'Danke' }));
    const [id] = await Array.fromAsync(everyTransaction(SELLER, { isLeft: true }));
    expect((await listedTransaction(SELLER, id!, await openBooks(SELLER, NOW, 'by-key'))).proposals).toEqual([]);
    expect((await listedTransaction(SELLER, id!, await openBooks(SELLER, NOW))).proposals).toHaveLength(2);
  });

  it('is looked up without the list of all that is open', async () => {
    await take('1007.00', transferIn({ amount: '7.00', ref: 'B1', text: 'RE-2026-000001 RE-2026-000003' }));
    const [id] = await Array.fromAsync(everyTransaction(SELLER, { isLeft: true }));
    const asked: string[] = [];
    world.connectWith((table) => ({ ...bound(table), query: (query) => (asked.push(query.pk), table.query(query)) }));
    await listedTransaction(SELLER, id!, await openBooks(SELLER, NOW, 'by-key'));
    expect(asked).not.toContain(`${SELLER}|receivables`);
  });
});

/** A table whose methods can be taken apart. */
function bound(table: Table): Table {
  const { get, query, write, append } = table;
  return { ...table, get: get.bind(table), query: query.bind(table), write: write.bind(table), append: append.bind(table) };
}
