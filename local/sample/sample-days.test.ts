/** The sample is made and not stored: the same from the same seed, with all that senders do among it. */
import { describe, expect, it } from '@jest/globals';
import { octoberOf, reckon } from '../../test/support/sample-sums.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { firstOfSample, sampleCatalog } from './sample-catalog.ts';
import { afterTheRun, sampleDays } from './sample-days.ts';
import type { SampleDay } from './sample-days.ts';
import { sampleOrders } from './sample-orders.ts';

const MONTH = '2026-10';
const catalog = parseCatalog(sampleCatalog(), 'catalog.yml');
const days = [...sampleDays(catalog, MONTH)];
const customers = new Set(catalog.customers.map(({ customer }) => customer.id));
const of = (day: string): SampleDay => days.find((it) => it.day === day) ?? { day, lines: [], late: 0 };
/** The usage of some customers as their senders made it, without what went wrong on the way. */
const usageOf = (sent: readonly SampleDay[], wanted: ReadonlySet<string>): string[] =>
  [...new Set(sent.flatMap(({ lines }) => lines))].filter((line) => wanted.has(/"customer":"([^"]+)"/.exec(line)?.[1] ?? '')).sort();

describe('the catalog of the sample', () => {
  it('has 200 customers, each with a name and an address for mail of its own, on four plans and three meters', () => {
    const of = (field: 'id' | 'name' | 'email') => new Set(catalog.customers.map(({ customer }) => customer[field])).size;
    expect([of('id'), of('name'), of('email')]).toEqual([200, 200, 200]);
    expect(new Set(catalog.plans.map(({ id }) => id)).size).toBe(4);
    expect(catalog.meters).toHaveLength(3);
    expect(catalog.customers.filter(({ customer }) => !customer.email.endsWith('.example'))).toEqual([]);
  });

  it('has subscriptions that begin, end or change in the middle of the month, and some on another anchor day', () => {
    const all = catalog.customers.map(({ subscriptions }) => subscriptions);
    expect(all.filter(([first]) => first && first.start > '2026-10-01').length).toBeGreaterThan(5);
    expect(all.filter((list) => list.at(-1)?.end !== undefined).length).toBeGreaterThan(5);
    expect(all.filter(([first, second]) => second && first?.plan !== second.plan).length).toBeGreaterThan(3);
    expect(all.filter(([first, second]) => first?.version === 1 && second?.version === 2).length).toBeGreaterThan(2);
    expect(all.filter(([first]) => first && first.anchorDay > 1).length).toBeGreaterThan(2);
  });

  it('is mended by one line', () => {
    const before = sampleCatalog().split('\n');
    const after = sampleCatalog({ isMended: true }).split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual(['    vatId: IT04271180368']);
    expect(after).toHaveLength(before.length + 1);
  });

  it('begins with the same customers, however many are wanted', () => {
    expect(sampleCatalog().startsWith(firstOfSample(20))).toBe(true);
  });
});

describe('how the sample is paid', () => {
  const payments = catalog.customers.map(({ customer }) => customer.payment);

  it('is by transfer, from accounts that are debited, and by cards that do all that cards do', () => {
    const cards = payments.flatMap((it) => (it?.method === 'card' ? [it.paymentMethod] : []));
    expect(new Set(cards)).toEqual(new Set(['pays', 'declines', 'expired', 'authenticates']));
    expect(payments.filter((it) => it?.method === 'direct-debit').length).toBeGreaterThan(10);
    expect(payments.filter((it) => it === undefined).length).toBeGreaterThan(100);
  });

  it('debits no account of anybody: no German bank has a code that begins with 9', () => {
    const accounts = payments.flatMap((it) => (it?.method === 'direct-debit' ? [it.mandate.iban] : []));
    expect(accounts.filter((iban) => !/^DE\d\d9/.test(iban))).toEqual([]);
    expect(new Set(accounts).size).toBe(accounts.length);
  });

  it('has thirty orders of a week beside it, the same each time they are made', () => {
    const orders = sampleOrders(catalog);
    expect(new Set(orders.map(({ wanted }) => wanted.id)).size).toBe(30);
    expect(sampleOrders(catalog)).toEqual(orders);
  });
});

describe('the events of the sample', () => {
  const reckoned = reckon(days, customers);

  it('are about 50,000 of one month, the same each time they are made', () => {
    const count = days.reduce((sum, { lines }) => sum + lines.length, 0);
    expect(count).toBeGreaterThan(49_000);
    expect(count).toBeLessThan(52_000);
    // As one text: comparing so many lines one by one takes seconds.
    expect(JSON.stringify([...sampleDays(catalog, MONTH)]) === JSON.stringify(days)).toBe(true);
  });

  it('are the same for a customer among few and among many', () => {
    const few = parseCatalog(firstOfSample(20), 'few.yml');
    const wanted = new Set(few.customers.map(({ customer }) => customer.id));
    expect(usageOf([...sampleDays(few, MONTH)], wanted)).toEqual(usageOf(days, wanted));
  });

  it('arrive day by day, none before it happened', () => {
    expect(days.map(({ day }) => day)).toEqual([...days.map(({ day }) => day)].sort());
    expect(days.at(0)?.day).toBe('2026-09-30');
    expect(days.at(-1)?.day).toBe('2026-11-01');
    const early = days.flatMap(({ day, lines }) => lines.filter((line) => (/"time":"(.{10})/.exec(line)?.[1] ?? '') > day));
    expect(early).toEqual([]);
  });

  it('have among them what is sent twice: single events, and an evening of everybody on the day after', () => {
    const evening = of('2026-10-14').lines.filter((line) => line.includes('"time":"2026-10-14T') && !/T(0\d|1[0-7]):/.test(line));
    const again = of('2026-10-15').lines.filter((line) => evening.includes(line));
    expect(new Set(again)).toEqual(new Set(evening));
    expect(evening.length).toBeGreaterThan(200);
    expect(reckoned.duplicates - evening.length).toBeGreaterThan(100);
  });

  it('have among them what is broken, contradicts itself, comes late or is taken back', () => {
    // 4 of an unknown type, 6 of an unknown customer, 5 values that are no number, 3 without a time, 1 line that breaks off.
    expect(reckoned.broken).toBe(4 + 6 + 5 + 3 + 1);
    expect(reckoned.conflicts).toBe(2);
    expect(reckoned.reversed).toBe(3);
    expect(reckoned.late).toBe(days.reduce((sum, { late }) => sum + late, 0));
    expect(reckoned.late).toBeGreaterThan(100);
    expect(afterTheRun(catalog, MONTH)).toMatchObject({ day: '2026-11-03' });
  });

  it('leave a few customers with nothing to pay', () => {
    const idle = 200 - octoberOf(catalog, reckoned.counted).size;
    expect(idle).toBeGreaterThanOrEqual(2);
    expect(idle).toBeLessThan(10);
  });
});
