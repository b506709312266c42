import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { addressHash, clearAddress, markAddress } from '../../shared/marked-address.store.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { sendInvoice } from './sent-invoice.store.ts';

const input = z.object({
  sellerId: id,
  address: z.email(),
  decision: z.enum(['mark', 'clear']),
  reason: z.string().trim().min(1).max(500),
  by: person,
  at: instant,
});

/**
 * What a person decides on an address: nothing is sent to it any more, or it works again. Invoices that were held back go
 * out then; letters and pages that were, are left: the next one comes when it is due.
 *
 * @returns whether anything changed, and the numbers that went out, by this call or by one before it
 */
export const handler = defineStep(input, async ({ sellerId, address, decision, reason, by, at }) => {
  const act = { by, at, reason, contentHash: addressHash(address) };
  if (decision === 'mark') {
    const isNew = await markAddress(sellerId, { address, kind: 'by-hand', reason, at }, { ...act, action: 'address-marked' });
    return { isNew, sent: [] };
  }
  const { isNew, held } = await clearAddress(sellerId, address, { ...act, action: 'address-cleared' });
  const sent = held.flatMap(({ key }) => /^invoice\/(.+)$/.exec(key)?.[1] ?? []);
  for (const number of sent) await sendInvoice(sellerId, number, at);
  return { isNew, sent };
});
