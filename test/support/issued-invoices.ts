/** Documents of the seller, issued under the next numbers of its series, with an amount that the test says. */
import { sha256 } from '../../shared/content-hash.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { bindNumber, takeNumberBlocks } from '../../shared/number.store.ts';
import { NUMBERING, SELLER } from './catalog.ts';
import { invoiceFor, keepIssued } from './runs.ts';

interface Issued {
  readonly customerId?: string;
  /** In EUR, but for what `changes` say. */
  readonly payable: string;
  readonly changes?: Partial<Invoice>;
}

/** @returns their numbers, such as RE-2026-000001 */
export async function issue(...documents: readonly Issued[]): Promise<string[]> {
  const holder = `run-${sha256(JSON.stringify(documents)).slice(0, 8)}-${documents.length}`;
  const [block] = await takeNumberBlocks(NUMBERING, holder, { RE: documents.length }, '2026-11-02');
  const numbers: string[] = [];
  for (const [i, { customerId = 'adler', payable, changes }] of documents.entries()) {
    const draft = { runId: holder, customerId, attempt: i + 1, hash: 'ab'.repeat(32) };
    const number = await bindNumber(SELLER, block!, block!.first + i, draft);
    const totals = { net: payable, tax: '0.00', gross: payable, payable };
    await keepIssued(invoiceFor(customerId, number, { totals, ...changes }));
    numbers.push(number);
  }
  return numbers;
}
