import { sha256 } from '../../shared/content-hash.ts';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import { amountText, decimal, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { counters, numbersOf } from '../../shared/number.store.ts';
import { archive } from '../../shared/ports.ts';

/** What was proven of a number series. */
export interface SeriesProof {
  readonly series: string;
  /** Last number the counter has given out. */
  readonly last: number;
  readonly documents: number;
  readonly totals: readonly { currency: string; payable: string }[];
  /** Each in a sentence; none if the series is whole. */
  readonly problems: readonly string[];
}

/**
 * Proves each series of a seller: every number from 1 to the counter is there once, has its invoice, and the
 * document in the archive is the one it was issued with; numbers rise with issue dates; totals are net plus tax.
 *
 * @param onNumber called for each number, for progress
 */
export async function verifySeries(sellerId: string, onNumber: (done: number, of: number) => void = () => {}): Promise<SeriesProof[]> {
  const proofs: SeriesProof[] = [];
  for (const { counter, last } of await counters(sellerId)) {
    const problems: string[] = [];
    const sums = new Map<string, Decimal>();
    const numbered = await numbersOf(sellerId, counter);
    problems.push(
      ...gaps(
        counter,
        numbered.map(({ number }) => number),
        last,
      ),
    );
    let documents = 0;
    let lastDate = '';
    for (const { number, hash: _draft, customerId } of numbered) {
      const { content, issued } = await invoiceFacts(sellerId, number);
      onNumber(++documents, last);
      if (!content) {
        problems.push(`${number} has no invoice.`);
        continue;
      }
      if (content.customer.id !== customerId)
        problems.push(`${number} is bound to customer "${customerId}" and made out to "${content.customer.id}".`);
      if (content.issueDate < lastDate)
        problems.push(`${number} is dated ${content.issueDate}, before the number before it (${lastDate}).`);
      lastDate = content.issueDate;
      const { net, tax, gross } = content.totals;
      if (!decimal(net).plus(decimal(tax)).eq(decimal(gross))) problems.push(`${number}: ${net} and ${tax} of tax are not ${gross}.`);
      sums.set(content.currency, (sums.get(content.currency) ?? ZERO).plus(decimal(content.totals.payable)));
      if (!issued) {
        problems.push(`${number} has no document in the archive.`);
        continue;
      }
      const bytes = await archive().get(issued.archiveKey);
      if (!bytes) problems.push(`${number}: ${issued.archiveKey} is gone from the archive.`);
      else if (sha256(bytes) !== issued.hash)
        problems.push(
          `${number}: ${issued.archiveKey} is not the document that was issued; its hash is ${sha256(bytes)}, not ${issued.hash}.`,
        );
    }
    const totals = [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, payable]) => ({ currency, payable: amountText(payable, currency) }));
    proofs.push({ series: counter, last, documents, totals, problems });
  }
  return proofs;
}

/** Numbers of 1 to `last` that are missing, or there although they were never given out. */
function gaps(counter: string, numbers: readonly string[], last: number): string[] {
  const there = new Set(numbers.map((number) => Number(number.slice(counter.length + 1))));
  const problems: string[] = [];
  for (let position = 1; position <= last; position++)
    if (!there.has(position)) problems.push(`${counter}: number ${position} is missing.`);
  for (const position of there)
    if (position < 1 || position > last)
      problems.push(`${counter}: number ${position} was never given out; the counter stands at ${last}.`);
  return problems;
}
