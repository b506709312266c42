import { getSeller } from '../../shared/catalog.store.ts';
import { casesOf, openCasesPage, requireCase } from '../../shared/dunning/dunning-case.store.ts';
import { DUNNING_MACHINE, dunningExecution } from '../../shared/dunning/dunning-case.ts';
import type { CaseRecord } from '../../shared/dunning/dunning-case.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Execution } from '../../shared/executions.ts';
import { executions } from '../../shared/ports.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import type { CaseCourse } from './dunning-course.ts';

/** A case with how its invoice stands. */
export interface ListedCase extends CaseRecord {
  readonly item: OpenItem;
}

/**
 * Cases that are open, in the order of their numbers.
 *
 * @param day of the seller's zone
 */
export async function dunningPage(
  sellerId: string,
  day: string,
  paging: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ cases: ListedCase[]; next?: string }> {
  const { open, ...more } = await openCasesPage(sellerId, paging);
  const cases = await Promise.all(
    open.map(async ({ number, case: n }) => ({
      ...(await requireCase(sellerId, number, n)),
      item: await requireItem(sellerId, number, day),
    })),
  );
  return { cases, ...more };
}

/** How an invoice is gone after. */
export interface DunningView {
  readonly item: OpenItem;
  /** Every case of it, the first first. */
  readonly cases: readonly CaseRecord[];
  /** Whether the seller has a plan, so that a case can be opened. */
  readonly hasPlan: boolean;
}

/** @throws {NotFoundError} if there is no such invoice */
export async function dunningView(sellerId: string, number: string, day: string): Promise<DunningView> {
  const [item, cases, seller] = await Promise.all([requireItem(sellerId, number, day), casesOf(sellerId, number), getSeller(sellerId)]);
  return { item, cases, hasPlan: seller?.dunning !== undefined };
}

/** What became of the execution of a case: the latest, where it was begun anew. */
export async function caseCourse(sellerId: string, number: string, n: number): Promise<CaseCourse> {
  let execution: Execution | undefined;
  for (let attempt = 1; ; attempt++) {
    const next = await executions().describe(DUNNING_MACHINE, dunningExecution(sellerId, number, n, attempt));
    if (!next) break;
    execution = next;
  }
  return { execution, visits: execution ? await executions().history(DUNNING_MACHINE, execution.name) : [], counts: undefined };
}

async function requireItem(sellerId: string, number: string, day: string): Promise<OpenItem> {
  const item = await getOpenItem(sellerId, number, day);
  if (!item) throw new NotFoundError(`Seller "${sellerId}" has issued no invoice ${number}.`);
  return item;
}

/**
 * Where the hand-over file of a case lies.
 *
 * @throws {NotFoundError} if there is no such case, or it was not handed over
 */
export async function handOverKey(sellerId: string, number: string, n: number): Promise<string> {
  const { done } = await requireCase(sellerId, number, n);
  const key = done.findLast(({ fileKey }) => fileKey !== undefined)?.fileKey;
  if (key === undefined) throw new NotFoundError(`Case ${n} of ${number} was not handed over.`);
  return key;
}

/**
 * Where a letter of a case lies in the archive.
 *
 * @param step its place in the plan, from 1
 * @throws {NotFoundError} if there is no such case, or the step left no document
 */
export async function caseLetterKey(sellerId: string, number: string, n: number, step: number): Promise<string> {
  const { done } = await requireCase(sellerId, number, n);
  const key = done.find((it) => it.step === step)?.letterKey;
  if (key === undefined) throw new NotFoundError(`Step ${step} of case ${n} of ${number} left no letter.`);
  return key;
}
