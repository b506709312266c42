/** `npm start` as a whole: the month's money and the shop's orders, held against the catalog, the bank's statement and plain sums. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listInvoices } from '../local/commands/list-invoices.ts';
import { listOrders } from '../local/commands/orders.ts';
import { receivables } from '../local/commands/receivables.ts';
import { sampleCatalog } from '../local/sample/sample-catalog.ts';
import { sampleDays } from '../local/sample/sample-days.ts';
import { sampleOrders, STOCK } from '../local/sample/sample-orders.ts';
import { openWorkspace } from '../local/workspace.ts';
import { listTransactions } from '../shared/bank/listed-transactions.store.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import type { Customer } from '../shared/catalog.ts';
import { stockedItems } from '../shared/orders/stocked-item.store.ts';
import { octoberOf, reckon } from './support/sample-sums.ts';
import { bookedIn, numbersIn, payerName } from './support/sample-bank.ts';
import type { Booked } from './support/sample-bank.ts';
import { runScript, stepbill } from './support/stepbill.ts';

const START = fileURLToPath(new URL('../local/start.ts', import.meta.url));
const SELLER = 'nordlicht';
const AFTERWARDS = '2026-11-20T09:00:00Z';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-sample-money-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(data: string, ...options: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runScript(START, ['--data', data, ...options]);
  if (code !== 0) throw new Error(`npm start ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

const cents = (amount: string): bigint => BigInt(amount.replace('.', ''));
const means = ({ payment }: Customer): string => (payment?.method === 'card' ? payment.paymentMethod : (payment?.method ?? 'transfer'));

describe('npm start', () => {
  const data = join(folder, 'data');
  const catalog = parseCatalog(sampleCatalog(), 'catalog.yml');
  const customers = catalog.customers.map(({ customer }) => customer);
  const orders = sampleOrders(catalog);
  const owed = octoberOf(catalog, reckon([...sampleDays(catalog, '2026-10')], new Set(customers.map(({ id }) => id))).counted);
  for (const waiting of ['laguna', 'fjordlys']) owed.delete(waiting);
  const billed = customers.filter(({ id }) => owed.has(id));
  const countOf = (how: string): number => billed.filter((customer) => means(customer) === how).length;

  let story: string;
  let booked: Booked;
  /** The number of each customer's October. */
  let numbers: Map<string, string>;
  beforeAll(async () => {
    story = await start(data);
    booked = bookedIn(readFileSync(join(data, 'sample', 'bank-statement.xml'), 'utf8'));
    numbers = await looking(async () => new Map((await listInvoices(SELLER, '2026-10')).map((it) => [it.customerId, it.number])));
  }, 240_000);

  async function looking<Found>(look: () => Promise<Found>): Promise<Found> {
    await using _workspace = openWorkspace({ data, now: new Date(AFTERWARDS) });
    return await look();
  }
  /** What came by transfer that names a document, as this test reads the numbers. */
  const transfersFor = (number: string) => booked.entries.filter((it) => it.cents > 0n && numbersIn(it.text).includes(number));

  it('has every way to pay, each with its troubles', () => {
    for (const how of ['transfer', 'direct-debit', 'pays', 'declines', 'expired', 'authenticates'])
      expect([how, countOf(how)]).not.toContain(0);
    expect(countOf('transfer')).toBeGreaterThan(100);
  });

  it('leaves a statement that closes with what it opens with and all that was booked', () => {
    expect(booked.opening + booked.entries.reduce((sum, it) => sum + it.cents, 0n)).toBe(booked.closing);
  });

  it('leaves open of each invoice what neither card, debit nor a transfer that names it has paid', async () => {
    const returned = booked.entries.find((it) => it.returned !== undefined);
    const expected = new Map<string, bigint>();
    for (const customer of billed) {
      const [payable, number] = [cents(owed.get(customer.id)!), numbers.get(customer.id)!];
      const isDollars = catalog.customers.some((it) => it.customer === customer && it.subscriptions[0]?.plan === 'scale');
      const paidAlone = means(customer) === 'pays' || (means(customer) === 'direct-debit' && returned?.name !== payerName(customer.name));
      const came = transfersFor(number).reduce((sum, it) => sum + (numbersIn(it.text).length > 1 ? payable : it.cents), 0n);
      const open = paidAlone ? 0n : payable - (isDollars ? 0n : came);
      if (open > 0n) expected.set(number, open);
    }
    const { items } = await looking(() => receivables(SELLER, false));
    const found = items.filter(({ issueDate }) => issueDate === '2026-11-02').map(({ number, open }) => [number, cents(open)] as const);
    expect(new Map(found)).toEqual(expected);
    expect(story).toContain(`${expected.size} overdue`);
    expect(story).toContain(`Reminded   ${expected.size} by mail, ${countOf('declines') + countOf('expired')} tried again by card`);
  });

  it('tells what was charged, declined and debited as the catalog has it', () => {
    const cards = `${countOf('pays')} charged, ${countOf('declines')} declined, ${countOf('expired')} expired, ${countOf('authenticates')} to be confirmed`;
    expect(story).toContain(`Cards      ${cards}`);
    const debits = countOf('direct-debit');
    expect(story).toContain(`Debits     ${debits} in a file for the bank: ${debits - 1} paid, 1 returned`);
  });

  it('leaves to a person the transfers that name nothing that is owed in euros', async () => {
    const dollars = new Set(
      catalog.customers.filter((it) => it.subscriptions[0]?.plan === 'scale').map((it) => numbers.get(it.customer.id)),
    );
    const given = new Set((await looking(() => listInvoices(SELLER))).map(({ number }) => number));
    const unsure = booked.entries.filter(
      (it) => it.cents > 0n && !it.isOrder && numbersIn(it.text).every((number) => !given.has(number) || dollars.has(number)),
    );
    const left = await looking(() => listTransactions(SELLER, AFTERWARDS, true));
    expect(left.map((it) => [it.counterparty.name, cents(it.left)]).sort()).toEqual(unsure.map((it) => [it.name, it.cents]).sort());
    expect(unsure.length).toBeGreaterThan(4);
    expect(story).toContain(`Unsure     ${unsure.length} transfers left to a person`);
  });

  it('counts the transfers that count for an invoice, and those of them whose numbers are not as they are printed', () => {
    // So many numbers were not given out: what is beyond them names nothing.
    const matched = booked.entries.filter(
      (it) => it.cents > 0n && !it.isOrder && numbersIn(it.text).some((number) => Number(number.slice(8)) < 1_000),
    );
    const inEuros = matched.filter((it) => it.instructed === undefined);
    const slips = inEuros.filter((it) => !/RE-2026-\d{6}/.test(it.text));
    expect(story).toContain(`Transfers  ${inEuros.length} matched by the numbers in them, ${slips.length} of these written with slips`);
  });

  it('sends back what one has paid too much', async () => {
    const over = billed.flatMap(({ id }) =>
      transfersFor(numbers.get(id)!).flatMap((it) => (numbersIn(it.text).length === 1 ? [it.cents - cents(owed.get(id)!)] : [])),
    );
    expect(over.filter((it) => it > 0n)).toEqual([5_000n]);
    expect(story).toContain('50.00 EUR that came too much');
    const [file = ''] = readdirSync(join(data, 'files', SELLER, 'refunds'));
    expect(readFileSync(join(data, 'files', SELLER, 'refunds', file), 'utf8')).toContain('<InstdAmt Ccy="EUR">50.00</InstdAmt>');
  });

  it('takes each order as far as stock and payment go', async () => {
    const found = new Map((await looking(() => listOrders(SELLER, 100))).map((order) => [order.id, order]));
    const byId = new Map(customers.map((customer) => [customer.id, customer]));
    const [free, onHand, kept] = [{ ...STOCK }, { ...STOCK }, new Map<string, number>()];
    const expected = orders.map(({ at, wanted, isCancelled }): [string, string] => {
      const { id, lines } = wanted;
      if (lines.some(({ item, quantity }) => quantity > free[item]!)) return [id, 'declined unavailable'];
      const customer = byId.get(wanted.customer)!;
      const isPaid =
        customer.orderTerms === 'on-account' || means(customer) === 'pays' || transfersFor(found.get(id)?.number ?? '').length > 0;
      const isLate = means(customer) === 'declines' && at < '2026-11-10';
      const isWeekEnd = at > '2026-11-13';
      const state = isCancelled ? 'cancelled cancelled' : isLate ? 'declined unpaid' : !isPaid ? 'invoiced' : isWeekEnd || means(customer) === 'transfer' && customer.orderTerms === undefined ? 'confirmed' : 'shipped'; // prettier-ignore
      for (const { item, quantity } of lines) {
        // Of orders that expire, goods are kept for as long as others order.
        if (!isCancelled) free[item]! -= quantity;
        if (state === 'shipped') onHand[item]! -= quantity;
        if (state === 'confirmed' || state === 'invoiced') kept.set(item, (kept.get(item) ?? 0) + quantity);
      }
      return [id, state];
    });
    expect([...found.values()].map(({ id, state, ended }) => [id, [state, ended?.as].filter((it) => it).join(' ')]).sort()).toEqual(
      expected,
    );
    const stock = await looking(() => stockedItems(SELLER));
    expect(stock.map(({ item, onHand: pieces, reserved }) => [item, pieces, reserved])).toEqual(
      Object.keys(STOCK).sort().map((item) => [item, onHand[item], kept.get(item) ?? 0]),
    ); // prettier-ignore

    const count = (is: (state: string) => boolean): number => expected.filter(([, state]) => is(state)).length;
    const counted = ['shipped', 'confirmed', 'invoiced', 'declined unavailable', 'declined unpaid', 'cancelled cancelled'].map((it) =>
      count((state) => state === it),
    );
    expect(counted).not.toContain(0);
    const words = ['shipped', 'confirmed', 'wait for their money', 'not in stock', 'not paid in time', 'cancelled'];
    expect(story).toContain(`30 orders came to the shop beside it: ${words.map((word, i) => `${counted[i]} ${word}`).join(', ')}.`);
    expect(story).toContain(`${orders.filter(({ first }) => first).length} were changed before their invoice was begun.`);
  });

  it('is told by README as it is', () => {
    const [, told = ''] = /```\n( {2}Cards .*?)```/s.exec(readFileSync('README.md', 'utf8'))!;
    for (const line of told.split('\n').filter((it) => it !== '')) expect(story).toContain(`\n${line}\n`);
  });

  it('is proved by verify, and says the same when it is started again', async () => {
    expect(await stepbill(['verify', '--data', data, '--now', AFTERWARDS])).toMatchObject({ code: 0 });
    const before = leftIn(data);
    const again = await start(data);
    expect(again.slice(again.indexOf('The money for it'))).toBe(story.slice(story.indexOf('The money for it')));
    expect(leftIn(data)).toEqual(before);
  }, 120_000);
});

describe('npm start that is killed among its orders and payments', () => {
  it('goes on, and leaves what one leaves that was not', async () => {
    const few = ['--customers', '24'];
    const [calm, killed] = [join(folder, 'calm'), join(folder, 'killed')];
    await start(calm, ...few);
    await start(killed, ...few, '--no-payments');
    for (const documents of [4, 20, 31]) await killedAt(killed, few, 21 + documents);
    await start(killed, ...few);
    expect(leftIn(killed)).toEqual(leftIn(calm));
  }, 240_000);
});

/** Kills a start as soon as the archive has so many documents. */
async function killedAt(data: string, options: readonly string[], documents: number): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', START, '--data', data, ...options], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const archived = (): number => readdirSync(join(data, 'archive', SELLER, '2026')).filter((name) => name.endsWith('.pdf')).length;
  while (child.exitCode === null && archived() < documents) await wait(10);
  child.kill('SIGKILL');
  await ended;
}

/** Documents, mails and files of a folder by their content; not the PDF of an account, which nothing is filed by. */
function leftIn(data: string): Map<string, string> {
  const left = new Map<string, string>();
  for (const part of ['archive', 'outbox', 'files', 'sample'].filter((it) => existsSync(join(data, it))))
    for (const entry of readdirSync(join(data, part), { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        left.set(join(entry.parentPath, entry.name).slice(data.length), readFileSync(join(entry.parentPath, entry.name), 'base64'));
  return left;
}
