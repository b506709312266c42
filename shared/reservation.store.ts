import { z } from 'zod';
import type { BillingRun, CustomerStep } from './billing-run.ts';
import { id } from './catalog.ts';
import { claimJudge } from './claim.store.ts';
import { decimalText } from './money.ts';
import { table } from './ports.ts';
import { allItems } from './table.ts';
import type { Change, Key } from './table.ts';

/**
 * What drafts take of something a customer has a limited amount of: coupons, and credits. Like a claim, a reservation is
 * that of an attempt, is written in the transaction that writes the draft, stands for good when the run is sealed, and is
 * free when the attempt is past, the run was rejected, or the document became a VOID.
 *
 * One record says that something was reserved; each reservation is made on the version of it that was read, so that of two
 * drafts at once one has to look again, and nothing is taken twice.
 */

/** Part of a reservation: what is taken of one coupon or credit, major units; less than zero where it is given back. */
const reservedPart = z.object({
  id,
  amount: decimalText,
  /** Whether the bill counts as one that the coupon was taken off. */
  isBill: z.boolean().optional(),
});
export type ReservedPart = z.infer<typeof reservedPart>;

const reservation = z.object({ schema: z.literal(1), runId: id, attempt: z.number().int().min(1), parts: z.array(reservedPart) });
export type Reservation = z.infer<typeof reservation>;

/** Of what it is taken. */
export type Stock = 'coupons' | 'credits';

/**
 * What is taken of a customer's coupons or credits, as the one who asks has to see it: what it or an ended attempt has
 * reserved is not taken. A dry run sees what sealed bills took.
 *
 * @returns the reservations that stand, and the version to reserve on: 0 if nothing was ever reserved
 */
export async function reservationsOf(
  stock: Stock,
  asking: CustomerStep & Pick<BillingRun, 'isDryRun'>,
): Promise<{ standing: Reservation[]; version: number }> {
  const items = await allItems(table(), { pk: partition(stock, asking) });
  const judge = claimJudge(asking);
  const all = items.filter(({ sk }) => sk !== HEAD).map(({ body }) => reservation.parse(body));
  const states = await Promise.all(all.map(judge));
  const standing = all.filter((_, i) => states[i]?.state === 'open' || states[i]?.state === 'billed');
  return { standing, version: items.find(({ sk }) => sk === HEAD)?.version ?? 0 };
}

/** Version to reserve on as it is now. */
export async function stockVersion(stock: Stock, of: Pick<CustomerStep, 'sellerId' | 'customerId'>): Promise<number> {
  return (await table().get({ pk: partition(stock, of), sk: HEAD }))?.version ?? 0;
}

/**
 * The changes that reserve for an attempt. They belong in the transaction that writes its draft.
 *
 * @param version what was read; the transaction fails if something was reserved since
 */
export function reserving(stock: Stock, step: CustomerStep, parts: readonly ReservedPart[], version: number): Change[] {
  const { runId, attempt } = step;
  const body: Reservation = { schema: 1, runId, attempt, parts: [...parts] };
  return [{ put: { pk: partition(stock, step), sk: `reserved|${runId}|${attempt}`, body }, if: 'absent' }, moving(stock, step, version)];
}

/** The change by which whoever reserves meanwhile has to look again. */
export function moving(stock: Stock, of: Pick<CustomerStep, 'sellerId' | 'customerId'>, version: number): Change {
  return { put: { pk: partition(stock, of), sk: HEAD, body: { schema: 1 } }, if: version === 0 ? 'absent' : version };
}

const HEAD = 'head';
const partition = (stock: Stock, { sellerId, customerId }: Pick<CustomerStep, 'sellerId' | 'customerId'>): Key['pk'] =>
  `${sellerId}|${stock}|${customerId}`;
