import { auditChanges } from '../audit.store.ts';
import { sha256 } from '../content-hash.ts';
import { ConditionFailedError, NotFoundError, TransientError } from '../errors.ts';
import { files, table } from '../ports.ts';
import type { Key } from '../table.ts';
import { debitsIn, getCollection } from './collection.store.ts';
import type { Collection } from './collection.ts';
import { requirePayment, tellOutcome } from './payment.store.ts';
import { returnReason } from './return-reason.ts';
import type { StatusReport } from './status-report.ts';

/** A debit that a bank rejects, with its code. */
export interface RejectedDebit {
  readonly id: string;
  readonly code: string;
}

/** Keeps a report as it is, whatever becomes of it. @returns where it lies */
export async function keepDebitReport(sellerId: string, bytes: Uint8Array): Promise<string> {
  const key = `${sellerId}/direct-debits/reports/${sha256(bytes)}`;
  await files().putFirst(key, bytes, 'application/xml');
  return key;
}

/**
 * Writes down which debits of a collection the bank rejects; their invoices stay open, or are open again. The same report
 * again changes nothing.
 *
 * @throws {NotFoundError} if the seller has filed no such collection
 * @throws {TransientError} if others kept writing to the audit log
 */
export async function reportDebits(
  sellerId: string,
  bytes: Uint8Array,
  report: StatusReport,
  { at, by }: { readonly at: string; readonly by: string },
): Promise<RejectedDebit[]> {
  const filed = await getCollection(sellerId, report.collection);
  if (!filed) throw new NotFoundError(`Seller "${sellerId}" has filed no collection ${report.collection}.`);
  const file = (await keepDebitReport(sellerId, bytes)).split('/').at(-1)!;
  const rejected = await rejectedIn(sellerId, filed, report);
  for (const { id, code } of rejected) {
    const message = returnReason(code);
    const isPaid = (await requirePayment(sellerId, id)).payment.outcome?.state === 'paid';
    await tellOutcome(sellerId, id, { state: isPaid ? 'returned' : 'declined', code, message }, { at });
  }
  await noteReport(sellerId, file, { at, by, debits: rejected.length });
  return rejected;
}

/** The debits that are meant, by themselves or with all of their order or collection. */
async function rejectedIn(sellerId: string, filed: Collection, report: StatusReport): Promise<RejectedDebit[]> {
  const rejected: RejectedDebit[] = [];
  for (const id of await debitsIn(sellerId, filed.id)) {
    const { payment } = await requirePayment(sellerId, id);
    const group = filed.groups.find(
      ({ collectOn, sequence }) => collectOn === payment.filed?.collectOn && sequence === payment.filed.sequence,
    );
    const found = report.rejected.find((it) => it.id === (it.what === 'debit' ? id : it.what === 'order' ? group?.id : filed.id));
    if (found) rejected.push({ id, code: found.code });
  }
  return rejected;
}

async function noteReport(sellerId: string, file: string, { at, by, debits }: { at: string; by: string; debits: number }): Promise<void> {
  const key: Key = { pk: `${sellerId}|debit-reports`, sk: file };
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    if (await table().get(key)) return;
    try {
      const act = { at, by, action: 'debits-reported' as const, contentHash: file, counts: { debits } };
      await table().write([
        { put: { ...key, body: { schema: 1, at, by } }, if: 'absent' },
        ...(await auditChanges(sellerId, 'seller', act)),
      ]);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new TransientError('Others kept writing to the audit log.');
}

const MOST_TRIES = 10;
