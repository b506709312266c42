/**
 * Whatever comes in whatever order, imports that repeat and overlap, cards that are charged and disputed, decisions, reversals, returns,
 * credit notes, refunds and write-offs: no more is allocated than came, or sent back to a card, no invoice is paid twice, and what the ledger says is the sum of its entries. Sums are taken here from the
 * records themselves, in whole cents.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { everyTransaction } from '../shared/bank/bank.store.ts';
import type { SaidTransaction } from '../shared/bank/bank-transaction.ts';
import { importStatement } from '../shared/bank/statement-import.store.ts';
import { DecisionRefusedError } from '../shared/errors.ts';
import { allocateTransaction, reverseTransaction } from '../shared/receivables/allocate.store.ts';
import { allocation, type Allocation } from '../shared/receivables/allocation.ts';
import { payment as paymentContract } from '../shared/payments/payment.ts';
import { beginPayment, everyPayment, paymentsOf, tellOutcome } from '../shared/payments/payment.store.ts';
import { beginSending, tellRefund } from '../shared/receivables/card-refund.store.ts';
import { dueSums } from '../shared/receivables/open-item.store.ts';
import { getOpenItem, openItems } from '../shared/receivables/open-items.store.ts';
import { postIssued } from '../shared/receivables/posted.store.ts';
import type { Refund } from '../shared/receivables/refund.ts';
import { refundsPage } from '../shared/receivables/refund.store.ts';
import { cancelRefund, makeRefund } from '../shared/receivables/refunding.store.ts';
import { undoWriteOff, writeOff } from '../shared/receivables/write-off.store.ts';
import { ACCOUNT } from './support/camt.ts';
import { importCustomers, SELLER } from './support/catalog.ts';
import { NOW, openEmbedded, type Embedded } from './support/embedded.ts';
import { issue } from './support/issued-invoices.ts';

const DOING = { at: NOW, by: 'cfo@kranich.example', reason: 'as it seems' };
/** Said anew each time: what is said again in the same words is the same refund. */
let said = 0;
const anew = (): typeof DOING => ({ ...DOING, reason: `as it seems, ${++said}` });
const PAYEE = { by: 'transfer', name: 'Adler Works', iban: 'DE89370400440532013000' } as const;
const CARD = { method: 'card', provider: 'fake', customer: 'c', paymentMethod: 'pays' } as const;
const OUTCOMES = {
  paid: { state: 'paid' },
  declined: { state: 'declined', code: 'lost', message: 'x' },
  returned: { state: 'returned', code: 'fraudulent', message: 'x' },
  unknown: { state: 'unknown' },
} as const;
/** What each invoice comes to, in cents; those behind them are credit notes. */
const PAYABLE = [1200, 3000, 1200];
const numberOf = (place: number): string => `RE-2026-${String(place + 1).padStart(6, '0')}`;
const text = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
const cents = (amount: string): number => Number(amount.replace('.', ''));

const place = fc.integer({ min: 0, max: PAYABLE.length - 1 });
const amount = fc.constantFrom(1, 500, 1200, 3000, 4200, 5400);
const payment = fc.record({
  amount,
  names: fc.uniqueArray(place, { maxLength: 2 }),
  ref: fc.integer({ min: 1, max: 4 }),
  isBack: fc.boolean(),
});
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('import' as const), payments: fc.array(payment, { minLength: 1, maxLength: 3 }) }) },
  fc.record({ do: fc.constant('match' as const), which: fc.nat(9), to: place, amount }),
  fc.record({ do: fc.constant('unmatch' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant('credit' as const), of: place, amount: fc.constantFrom(100, 1200) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('charge' as const), of: place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('paid' as const, 'paid' as const, 'declined' as const, 'returned' as const), payment: fc.nat(3) }) }, // prettier-ignore
  fc.record({ do: fc.constant('refund' as const), of: place, isToPayer: fc.boolean() }),
  fc.record({ do: fc.constant('refund-card' as const), payment: fc.nat(3) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('send' as const), refund: fc.nat(3), as: fc.constantFrom('paid' as const, 'declined' as const, 'unknown' as const) }) }, // prettier-ignore
  fc.record({ do: fc.constant('refund-left' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant('cancel' as const), refund: fc.nat(3) }),
  fc.record({ do: fc.constantFrom('write-off' as const, 'undo' as const), of: place }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Payment = typeof payment extends fc.Arbitrary<infer Value> ? Value : never;

function saidBy({ amount: of, names, ref, isBack }: Payment): SaidTransaction {
  return {
    account: ACCOUNT,
    bookedOn: '2026-11-09',
    amount: text(isBack ? -of : of),
    currency: 'EUR',
    bankReference: `B${ref}`,
    counterparty: { iban: 'DE89370400440532013000' },
    text: names.map(numberOf).join(' '),
    ...(isBack ? { returned: 'AC04' } : {}),
  };
}

async function take(wanted: Step): Promise<void> {
  const ids = await Array.fromAsync(everyTransaction(SELLER));
  const id = 'which' in wanted ? ids[wanted.which % Math.max(1, ids.length)] : undefined;
  if (wanted.do === 'import') {
    const said = wanted.payments.map(saidBy);
    await importStatement(SELLER, Buffer.from(JSON.stringify(said)), said, { name: 's', at: NOW, by: 'ops@kranich.example' });
  } else if (wanted.do === 'credit') {
    const precedingInvoices = [{ number: numberOf(wanted.of), issueDate: '2026-11-02' }];
    await issue({ payable: text(wanted.amount), changes: { kind: 'credit-note', precedingInvoices } });
    await postIssued(SELLER, NOW);
  } else if (id !== undefined && wanted.do === 'match')
    await allocateTransaction(SELLER, id, [{ number: numberOf(wanted.to), amount: text(wanted.amount) }], DOING);
  else if (id !== undefined && wanted.do === 'unmatch') await reverseTransaction(SELLER, id, undefined, DOING);
  else if (wanted.do === 'refund') {
    const to = wanted.isToPayer ? undefined : PAYEE;
    await makeRefund(SELLER, { kind: 'invoice', number: numberOf(wanted.of) }, to, anew());
  } else if (wanted.do === 'charge') {
    const number = numberOf(wanted.of);
    const trigger = `try-${(await paymentsOf(SELLER, number)).length}`;
    await beginPayment(SELLER, { number, by: CARD, trigger, startedAt: NOW });
  } else if ('payment' in wanted) {
    const payments = await Array.fromAsync(everyPayment(SELLER));
    const payment = payments[wanted.payment % Math.max(1, payments.length)];
    if (payment === undefined) return;
    if (wanted.do === 'refund-card') await makeRefund(SELLER, { kind: 'payment', payment }, undefined, anew());
    else await tellOutcome(SELLER, payment, OUTCOMES[wanted.do], { at: NOW });
  } else if (id !== undefined && wanted.do === 'refund-left')
    await makeRefund(SELLER, { kind: 'transaction', transaction: id }, PAYEE, anew());
  else if ('refund' in wanted) {
    const { refunds } = await refundsPage(SELLER, { limit: 9 });
    const refund = refunds[wanted.refund % Math.max(1, refunds.length)];
    if (!refund) return;
    if (wanted.do === 'cancel') return void (await cancelRefund(SELLER, refund.id, DOING));
    await beginSending(SELLER, refund.id, DOING);
    await tellRefund(SELLER, refund.id, OUTCOMES[wanted.as], { at: NOW });
  } else if (wanted.do === 'write-off') await writeOff(SELLER, numberOf(wanted.of), DOING);
  else if (wanted.do === 'undo') await undoWriteOff(SELLER, numberOf(wanted.of), DOING);
}

async function expectBalanced(world: Embedded): Promise<void> {
  const records = world.records();
  const entriesIn = (pk: string): Allocation[] =>
    records.filter((it) => it.pk === pk && it.sk.startsWith('allocation|')).map(({ body }) => allocation.parse(body));
  const total = (entries: readonly Allocation[]): number => entries.reduce((all, it) => all + cents(it.amount), 0);

  for (const { pk, body } of records.filter(({ pk: it, sk }) => it.includes('|bank-transaction|') && sk === 'content')) {
    const came = cents((body as { amount: string }).amount);
    const used = total(entriesIn(pk).filter(({ source }) => source.kind === 'bank'));
    expect(Math.abs(used)).toBeLessThanOrEqual(Math.abs(came));
    expect(used * came).toBeGreaterThanOrEqual(0);
  }
  const sent = await Array.fromAsync(everyRefund());
  for (const { id, outcome } of sent) {
    const gone = entriesIn(`${SELLER}|ledger|${id}`).filter(({ amount, reverses }) => amount.startsWith('-') && reverses === undefined);
    expect(gone.filter(({ source }) => source.kind === 'payment')).toHaveLength(outcome?.state === 'paid' ? 1 : 0);
  }
  for (const { pk, body } of records.filter(({ pk: it, sk }) => it.includes('|payment|') && sk === 'content')) {
    const { id, number, amount, outcome } = paymentContract.parse(body);
    const counted = total(entriesIn(pk).filter((it) => it.number === number));
    expect(counted).toBeGreaterThanOrEqual(0);
    expect(counted).toBeLessThanOrEqual(outcome?.state === 'paid' ? cents(amount) : 0);
    // What counts for the invoice, and what is paid back since it counts for nothing.
    const left = sent.filter(({ of, cancelled }) => of.kind === 'payment' && of.payment === id && !cancelled);
    expect(counted + left.reduce((all, it) => all + cents(it.amount), 0)).toBeLessThanOrEqual(cents(amount));
    // What is back on the card, and what may yet come to be.
    const back = sent.filter(
      ({ payee, cancelled, outcome: of }) => payee.by === 'card' && payee.payment === id && !cancelled && of?.state !== 'declined',
    );
    expect(back.reduce((all, it) => all + cents(it.amount), 0)).toBeLessThanOrEqual(cents(amount));
  }
  for (const [i, payable] of PAYABLE.entries()) {
    const entries = entriesIn(`${SELLER}|ledger|${numberOf(i)}`);
    const paid = total(entries.filter(({ source }) => source.kind !== 'credit-note' && source.kind !== 'refund'));
    const open = payable - total(entries);
    const item = await getOpenItem(SELLER, numberOf(i), '2026-11-09');
    expect(paid).toBeLessThanOrEqual(payable);
    expect(paid).toBeGreaterThanOrEqual(0);
    expect(cents(item!.open)).toBe(open);
    expect(item!.state === 'overpaid').toBe(open < 0);
    // Each lies with its transaction too, the same.
    const beside = records.filter(({ sk, pk }) => sk.startsWith(`allocation|${numberOf(i)}|`) && pk !== `${SELLER}|ledger|${numberOf(i)}`);
    expect(beside.map(({ body }) => body).sort(bySequence)).toEqual(entries.filter(({ source }) => source.kind !== 'uncollectible'));
  }
  // What is listed is what is open, and the sums by day are the sums of it.
  const listed = await openItems(SELLER, '2026-11-09');
  for (const { number, open } of listed) expect((await getOpenItem(SELLER, number, '2026-11-09'))!.open).toBe(open);
  const sums = await dueSums(SELLER);
  expect(sums.reduce((all, it) => all + cents(it.owed) + cents(it.overpaid), 0)).toBe(listed.reduce((all, it) => all + cents(it.open), 0));
  expect(sums.reduce((all, it) => all + it.count + it.overpaidCount, 0)).toBe(listed.length);
}

async function* everyRefund(): AsyncGenerator<Refund> {
  for (let after: string | undefined; ;) {
    const page = await refundsPage(SELLER, { limit: 50, ...(after === undefined ? {} : { after }) });
    yield* page.refunds;
    if ((after = page.next) === undefined) return;
  }
}

const bySequence = (a: unknown, b: unknown): number => (a as Allocation).sequence - (b as Allocation).sequence;

/** Money that came, went back, and whose payment is then taken back as well. */
const PAID_BACK_AND_UNDONE: Step[] = [
  { do: 'import', payments: [{ amount: 1200, names: [0], ref: 1, isBack: false }] },
  { do: 'import', payments: [{ amount: 1200, names: [0], ref: 2, isBack: true }] },
  { do: 'unmatch', which: 0 },
  { do: 'unmatch', which: 1 },
];

/** Money that came, went back and came again, and whose return is then taken back. */
const PAID_AGAIN_AND_UNDONE: Step[] = [
  ...PAID_BACK_AND_UNDONE.slice(0, 2),
  { do: 'import', payments: [{ amount: 1200, names: [0], ref: 3, isBack: false }] },
  ...[0, 1, 2].map((which) => ({ do: 'unmatch' as const, which })),
];

/** Paid, credited, paid back, and the refund taken back; then what is left of a payment that is too much goes back. */
const CREDITED_AND_PAID_BACK: Step[] = [
  { do: 'import', payments: [{ amount: 1200, names: [0], ref: 1, isBack: false }] },
  { do: 'credit', of: 0, amount: 1200 },
  { do: 'refund', of: 0, isToPayer: false },
  { do: 'cancel', refund: 0 },
  { do: 'refund', of: 0, isToPayer: false },
  { do: 'import', payments: [{ amount: 5400, names: [1], ref: 2, isBack: false }] },
  { do: 'refund-left', which: 1 },
  { do: 'unmatch', which: 1 },
];

/** Charged twice over, since a transfer came between; what is left of it goes back, and the invoice is credited and paid back as well. */
const PAID_TWICE_AND_SENT_BACK: Step[] = [
  { do: 'charge', of: 0 },
  { do: 'import', payments: [{ amount: 500, names: [0], ref: 1, isBack: false }] },
  { do: 'paid', payment: 0 },
  { do: 'refund-card', payment: 0 },
  { do: 'refund-card', payment: 0 },
  { do: 'send', refund: 0, as: 'paid' },
  { do: 'credit', of: 0, amount: 1200 },
  { do: 'refund', of: 0, isToPayer: true },
  { do: 'send', refund: 0, as: 'unknown' },
  { do: 'returned', payment: 0 },
];

/** Credited once more behind a refund to the card: what is there no more can't go back to it. */
const SENT_BACK_AND_CREDITED: Step[] = [
  { do: 'charge', of: 0 },
  { do: 'paid', payment: 0 },
  { do: 'credit', of: 0, amount: 1200 },
  { do: 'refund', of: 0, isToPayer: true },
  { do: 'send', refund: 0, as: 'unknown' },
  { do: 'send', refund: 0, as: 'paid' },
  { do: 'credit', of: 0, amount: 100 },
  { do: 'refund', of: 0, isToPayer: true },
];

const EXAMPLES = [PAID_BACK_AND_UNDONE, PAID_AGAIN_AND_UNDONE, CREDITED_AND_PAID_BACK, PAID_TWICE_AND_SENT_BACK, SENT_BACK_AND_CREDITED];

it('allocates no more than came, and pays no invoice twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const world = openEmbedded();
      try {
        await importCustomers({ id: 'adler' });
        await issue(...PAYABLE.map((payable) => ({ payable: text(payable) })));
        for (const wanted of steps) {
          try {
            await take(wanted);
          } catch (error) {
            if (!(error instanceof DecisionRefusedError)) throw error;
          }
          await expectBalanced(world);
        }
      } finally {
        world.close();
      }
    }),
    { numRuns: 60, examples: EXAMPLES.map((it): [Step[]] => [it]) },
  );
}, 120_000);
