import { amountText, decimal, sum } from '../../shared/money.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { countOf, counted, money } from '../commands/report.ts';
import { shown } from './sample-files.ts';
import { invoicesPaid } from './sample-standing.ts';
import type { SampleStanding } from './sample-standing.ts';

/** What came of the invoices in the weeks after the month, a line a way by which money comes or does not. */
export function moneyStory(standing: SampleStanding, files: readonly string[]): string[] {
  const { day, payments, left, refunds, cases } = standing;
  const lines = [
    ['Cards', cardsText(payments.filter(({ by }) => by.method === 'card'))],
    ['Debits', debitsText(payments.filter(({ by }) => by.method === 'direct-debit'))],
    ['Transfers', transfersText(standing)],
    ['Unsure', left.length === 0 ? '' : `${countOf(left.length, 'transfer')} left to a person, with the invoices each may be for`],
    ['Refunds', refunds.map(({ total, currency }) => `${money(total, currency)} that came too much, in a file for the bank`).join('; ')],
    ['Open', openText(standing)],
    ['Reminded', remindedText(cases)],
    ['Files', files.map(shown).join(', ')],
  ] as const;
  const told = lines.filter(([, text]) => text !== '').map(([name, text]) => `  ${name.padEnd(10)} ${text}`);
  return [`The money for it, as it stands on ${day}:`, ...told];
}

/** What became of the orders, by how many. */
export function orderStory({ orders }: SampleStanding): string[] {
  const by = (is: (order: (typeof orders)[number]) => boolean): number => orders.filter(is).length;
  const parts = [
    [by(({ state }) => state === 'shipped'), 'shipped'],
    [by(({ state }) => state === 'confirmed'), 'confirmed'],
    [by(({ state, ended }) => !ended && state === 'invoiced'), 'wait for their money'],
    [by(({ ended }) => ended?.as === 'unavailable'), 'not in stock'],
    [by(({ ended }) => ended?.as === 'unpaid'), 'not paid in time'],
    [by(({ state }) => state === 'cancelled'), 'cancelled'],
  ] as const;
  const waiting = orders.flatMap(({ state, ended, reservedUntil }) =>
    !ended && state === 'invoiced' && reservedUntil ? [reservedUntil] : [],
  );
  const [changed, onAccount] = [by(({ version }) => version > 1), by(({ terms }) => terms === 'on-account')];
  return [
    `${countOf(orders.length, 'order')} came to the shop beside it: ${listed(parts)}.`,
    `  ${counted(onAccount)} are on account, the others prepaid; ${counted(changed)} were changed before their invoice was begun.`,
    ...(waiting.length === 0
      ? []
      : [
          `  Goods are kept for those that wait until ${waiting.sort().at(-1)!.slice(0, 10)} at the latest; what is not paid by then is credited.`,
        ]),
  ];
}

function cardsText(payments: readonly Payment[]): string {
  const declined = payments.flatMap(({ outcome }) => (outcome?.state === 'declined' ? [outcome] : []));
  const expired = declined.filter(({ code }) => code === 'expired_card').length;
  return listed([
    [payments.filter(({ outcome }) => outcome?.state === 'paid').length, 'charged'],
    [declined.length - expired, 'declined'],
    [expired, 'expired'],
    [payments.filter(({ outcome }) => outcome?.state === 'action-required').length, 'to be confirmed by the holder'],
  ]);
}

function debitsText(payments: readonly Payment[]): string {
  const filed = payments.filter((it) => it.filed).length;
  const inFile = filed === 0 ? '' : `${counted(filed)} in a file for the bank: `;
  const became = listed([
    [payments.filter(({ outcome }) => outcome?.state === 'paid').length, 'paid'],
    [payments.filter(({ outcome }) => outcome?.state === 'returned').length, 'returned for lack of funds'],
  ]);
  return `${inFile}${became}`;
}

/** Slips are numbers that no text of the transfer has as they are printed. */
function transfersText({ transactions }: SampleStanding): string {
  const matched = transactions.filter((it) => !it.amount.startsWith('-') && invoicesPaid(it).length > 0);
  const slips = matched.filter((it) => invoicesPaid(it).some((number) => !`${it.text} ${it.structuredReference ?? ''}`.includes(number)));
  if (matched.length === 0) return '';
  return `${counted(matched.length)} matched by the numbers in them, ${counted(slips.length)} of these written with slips`;
}

function openText({ open }: SampleStanding): string {
  const overdue = open.filter(({ state }) => state === 'overdue');
  const sums = [...Map.groupBy(open, ({ currency }) => currency)].map(([currency, items]) =>
    money(amountText(sum(items.map((it) => decimal(it.open))), currency), currency),
  );
  return open.length === 0 ? '' : `${countOf(open.length, 'invoice')}, ${sums.join(' and ')}; ${counted(overdue.length)} overdue`;
}

function remindedText(cases: SampleStanding['cases']): string {
  const reminded = cases.filter(({ done }) => done.some((step) => step.do === 'remind')).length;
  const retried = cases.filter(({ done }) => done.some((step) => step.do === 'retry-payment')).length;
  return listed([
    [reminded, 'by mail'],
    [retried, 'tried again by card'],
  ]);
}

const listed = (parts: readonly (readonly [number, string])[]): string =>
  parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${counted(count)} ${what}`)
    .join(', ');
