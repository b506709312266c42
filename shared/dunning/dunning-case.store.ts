import { z } from 'zod';
import { ConditionFailedError, NotFoundError, TransientError } from '../errors.ts';
import { table } from '../ports.ts';
import { allItems, everyItem } from '../table.ts';
import type { Change, Item, Key } from '../table.ts';
import { doneStep, dunningCase, dunningDecision } from './dunning-case.ts';
import type { CaseRecord, DoneStep, DunningCase } from './dunning-case.ts';

const openCase = z.object({ schema: z.literal(1), case: z.int().min(1) });

/** The latest case of an invoice, or one of them; undefined if there is none. */
export async function getCase(sellerId: string, number: string, n?: number): Promise<CaseRecord | undefined> {
  return (await casesOf(sellerId, number)).findLast((it) => n === undefined || it.case.case === n);
}

/** @throws {NotFoundError} if the invoice has no such case */
export async function requireCase(sellerId: string, number: string, n?: number): Promise<CaseRecord> {
  const found = await getCase(sellerId, number, n);
  if (!found) throw new NotFoundError(`Invoice ${number} of seller "${sellerId}" has no dunning case${n === undefined ? '' : ` ${n}`}.`);
  return found;
}

/** All cases of an invoice, the first one first. */
export async function casesOf(sellerId: string, number: string): Promise<CaseRecord[]> {
  const items = await allItems(table(), { pk: partition(sellerId, number), prefix: 'case|' });
  const cases = items.filter(({ sk }) => sk.split('|').length === 2).map(({ body }) => dunningCase.parse(body));
  return cases.map((it) => {
    const of = (kind: string): Item[] => items.filter(({ sk }) => sk.startsWith(`${caseKey(it.case)}|${kind}|`));
    return {
      case: it,
      done: of('step').map(({ body }) => doneStep.parse(body)),
      decisions: of('decision').map(({ body }) => dunningDecision.parse(body)),
    };
  });
}

/** Invoices of a seller that have an open case, in the order of their numbers, with the case. */
export async function openCases(sellerId: string): Promise<{ number: string; case: number }[]> {
  const found: { number: string; case: number }[] = [];
  for await (const { sk, body } of everyItem(table(), { pk: openPartition(sellerId) }))
    found.push({ number: sk, case: openCase.parse(body).case });
  return found;
}

/** A page of them. */
export async function openCasesPage(
  sellerId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ open: { number: string; case: number }[]; next?: string }> {
  const page = await table().query({ pk: openPartition(sellerId), limit, ...(after === undefined ? {} : { after }) });
  const open = page.items.map(({ sk, body }) => ({ number: sk, case: openCase.parse(body).case }));
  return { open, ...(page.next === undefined ? {} : { next: page.next }) };
}

/**
 * Opens the next case of an invoice, unless one is open.
 *
 * @param beside changes of the same transaction
 * @returns the case that is open now
 * @throws {TransientError} if another one was opened or closed at the same moment
 */
export async function openNextCase(
  sellerId: string,
  wanted: Omit<DunningCase, 'schema' | 'case' | 'closed'>,
  beside: readonly Change[],
): Promise<DunningCase> {
  const { number } = wanted;
  const latest = (await getCase(sellerId, number))?.case;
  if (latest && !latest.closed) return latest;
  const opened: DunningCase = { schema: 1, case: (latest?.case ?? 0) + 1, ...wanted };
  await written(number, [
    { put: { pk: partition(sellerId, number), sk: caseKey(opened.case), body: opened }, if: 'absent' },
    { put: { ...openKey(sellerId, number), body: { schema: 1, case: opened.case } }, if: 'absent' },
    ...beside,
  ]);
  return opened;
}

/** Closes a case; one that is closed stays as it is. */
export async function closeCase(sellerId: string, number: string, n: number, closed: NonNullable<DunningCase['closed']>): Promise<void> {
  const { case: it } = await requireCase(sellerId, number, n);
  if (it.closed) return;
  await written(number, [
    { put: { pk: partition(sellerId, number), sk: caseKey(n), body: { ...it, closed } }, if: 1 },
    { delete: openKey(sellerId, number), if: 'present' },
  ]);
}

/** The change that writes down a step that was begun; it fails if it is there. */
export function stepChange(sellerId: string, number: string, n: number, step: DoneStep): Change {
  return { put: { ...stepKey(sellerId, number, n, step.step), body: step }, if: 'absent' };
}

/** Adds to a step what came of it. */
export async function completeStep(sellerId: string, number: string, n: number, step: DoneStep): Promise<void> {
  await table().write([{ put: { ...stepKey(sellerId, number, n, step.step), body: step }, if: 'present' }]);
}

/** Whether a step is written down, as another call of it has left it. */
export async function getStep(sellerId: string, number: string, n: number, step: number): Promise<DoneStep | undefined> {
  const item = await table().get(stepKey(sellerId, number, n, step));
  return item && doneStep.parse(item.body);
}

/** The change that writes down a decision; it fails if another one of that place is there. */
export function decisionChange(sellerId: string, number: string, n: number, body: z.infer<typeof dunningDecision>): Change {
  const sk = `${caseKey(n)}|decision|${String(body.sequence).padStart(4, '0')}`;
  return { put: { pk: partition(sellerId, number), sk, body }, if: 'absent' };
}

async function written(number: string, changes: Change[]): Promise<void> {
  try {
    await table().write(changes);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`The dunning case of ${number} moved in between.`);
  }
}

const caseKey = (n: number): string => `case|${String(n).padStart(4, '0')}`;
const stepKey = (sellerId: string, number: string, n: number, step: number): Key => ({
  pk: partition(sellerId, number),
  sk: `${caseKey(n)}|step|${String(step).padStart(2, '0')}`,
});
const partition = (sellerId: string, number: string): string => `${sellerId}|dunning|${number}`;
const openPartition = (sellerId: string): string => `${sellerId}|dunning-cases`;
const openKey = (sellerId: string, number: string): Key => ({ pk: openPartition(sellerId), sk: number });
