import { requireSeller } from '../../shared/catalog.store.ts';
import { getCase, openCases } from '../../shared/dunning/dunning-case.store.ts';
import { wakeDunning } from '../../shared/dunning/dunning-wait.store.ts';
import { dateIn } from '../../shared/period.ts';
import { STEPBILL } from '../../shared/person.ts';
import { openItems } from '../../shared/receivables/open-items.store.ts';
import { postIssued } from '../../shared/receivables/posted.store.ts';
import { defineScheduledStep } from '../../shared/scheduled-step.ts';
import { openDunningCase } from './open-dunning-case.store.ts';
import { providerOf } from './provider.client.ts';
import { closeSettledPages } from './settled-page.store.ts';

/**
 * Opens a case for each invoice that is overdue and has none, and wakes cases whose invoice was settled by somebody who
 * died before telling them. A seller without a plan has no cases. Pages on which what is settled could still be paid are
 * closed.
 */
export const handler = defineScheduledStep(async (sellerId, at) => {
  const seller = await requireSeller(sellerId);
  await closeSettledPages(sellerId, at, providerOf);
  const known = new Set((await openCases(sellerId)).map(({ number }) => number));
  if (!seller.dunning && known.size === 0) return [];
  await postIssued(sellerId, at);
  const owed = (await openItems(sellerId, dateIn(at, seller.zone))).filter(({ open }) => !open.startsWith('-'));
  const found: { sellerId: string; number: string; case: number }[] = [];
  for (const { number } of owed.filter((it) => it.state === 'overdue')) {
    const latest = (await getCase(sellerId, number))?.case;
    const it = await openDunningCase(sellerId, number, { opened: 'overdue', by: STEPBILL, at });
    if (it && it.case !== latest?.case) found.push({ sellerId, number, case: it.case });
  }
  const open = new Set(owed.map(({ number }) => number));
  await wakeDunning(
    sellerId,
    [...known].filter((number) => !open.has(number)),
  );
  return found;
});
