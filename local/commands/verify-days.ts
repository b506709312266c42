import type { AuditEntry } from '../../shared/audit.ts';
import { numberText } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { closedDays } from '../../shared/manifest-chain.store.ts';
import type { ClosedDay } from '../../shared/manifest-chain.store.ts';
import { ofDay } from '../../shared/manifest-key.ts';
import type { HeldBlock } from '../../shared/number.store.ts';
import { addDays, dateIn } from '../../shared/period.ts';
import { singleDocuments } from '../../shared/single-documents.store.ts';
import { isAdopted } from '../../shared/adopted-holder.ts';
import { manifestFiles } from './verify-archive.ts';
import type { Closed } from './verify-manifests.ts';
import { readable, someOf } from './verify-problem.ts';
import type { Problem } from '../../shared/finding.ts';

/**
 * How many days a day may be over before it is a fault that it has no manifest. Where nobody serves a folder, the next run
 * closes it, and that comes once a month.
 */
const MOST_DAYS_OPEN = 35;

/** The days of a seller that have single documents, as their records have them. */
export interface DaysPicture {
  readonly closed: readonly ClosedDay[];
  /** Numbers of every day that has any, the first day first. */
  readonly numbers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Today in the seller's zone. */
  readonly today: string;
}

type Document = Closed['documents'] extends ReadonlyMap<string, infer Value> ? Value : never;
type DocumentOf = (number: string) => Document | undefined;

export async function readDays(sellerId: string, problems: Problem[]): Promise<DaysPicture> {
  const numbers = new Map<string, Set<string>>();
  const listed = await readable(problems, 'Single documents', [], () => Array.fromAsync(singleDocuments(sellerId)));
  for (const { number, issueDate } of listed) numbers.set(issueDate, (numbers.get(issueDate) ?? new Set()).add(number));
  const zone = await readable(problems, 'Seller', 'UTC', async () => (await requireSeller(sellerId)).zone);
  return {
    closed: await readClosedDays(sellerId, problems),
    numbers,
    today: dateIn(now().toISOString(), zone),
  };
}

export function readClosedDays(sellerId: string, problems: Problem[]): Promise<ClosedDay[]> {
  return readable(problems, 'Closed days', [], () => Array.fromAsync(closedDays(sellerId)));
}

/** The closed days, each as its manifest is to be. */
export function closedOnes(sellerId: string, { closed, numbers }: DaysPicture, documentOf: DocumentOf): Closed[] {
  return closed.map(({ day, manifest }) => ({
    kind: 'day',
    sellerId,
    name: day,
    keyName: ofDay(day),
    facts: { day },
    manifest,
    documents: documentsOn(numbers.get(day), documentOf),
  }));
}

/** Documents of days that are not closed. */
export function awaiting({ closed, numbers }: DaysPicture): DaysPicture['numbers'] {
  const days = new Set(closed.map(({ day }) => day));
  return new Map([...numbers].filter(([day]) => !days.has(day)));
}

/**
 * What is wrong with days that are not closed, and with what they list. That a day is not over, or was not looked at yet, is
 * not.
 *
 * @param blocks those that single documents and runs hold
 * @param log entries of the seller's own audit log, undefined if it can't be read
 */
export function openDayProblems(picture: DaysPicture, blocks: readonly HeldBlock[], log: readonly AuditEntry[] | undefined): Problem[] {
  const { closed, numbers, today } = picture;
  const problems: Problem[] = [];
  const last = closed.at(-1)?.day ?? '';
  for (const [day, waiting] of awaiting(picture)) {
    const right = `a manifest of ${someOf([...waiting])}`;
    if (day < last) problems.push({ where: day, what: `is not closed, and ${last} behind it is`, right });
    else if (addDays(day, MOST_DAYS_OPEN) < today)
      problems.push({ where: day, what: `is over for more than ${MOST_DAYS_OPEN} days, and not closed`, right });
  }
  const hashes = log && new Set(log.map(({ hash }) => hash));
  for (const { day, manifest } of closed) {
    const { auditHash } = manifest;
    if (auditHash === undefined || hashes?.has(auditHash) !== false) continue;
    const what = `its manifest names the entry ${auditHash}, which the seller's audit log does not have`;
    problems.push({ where: day, what, right: 'every entry as it was written' });
  }
  return [...problems, ...unlistedProblems(numbers, blocks)];
}

/** Single documents that are not listed on their day. Those that were there before the first one listed never will be. */
function unlistedProblems(numbers: DaysPicture['numbers'], blocks: readonly HeldBlock[]): Problem[] {
  const [first] = numbers.keys();
  if (first === undefined) return [];
  return blocks.flatMap((held) => {
    const { holder, block } = held;
    if (!holder.includes('|') || isAdopted(held) || block.issueDate <= first) return [];
    const where = numberText(block, block.first);
    if (numbers.get(block.issueDate)?.has(where)) return [];
    const what = `is not listed among the documents of ${block.issueDate}, so that no manifest has it`;
    return [{ where, what, right: 'each single document listed on its day' }];
  });
}

/**
 * The keys of manifests of days that are not closed: after a restore they wait to be closed again.
 *
 * @param problems is told of those that list other documents than the day has
 */
export async function keysOfReopened(
  sellerId: string,
  picture: DaysPicture,
  documentOf: DocumentOf,
  problems: Problem[],
): Promise<string[]> {
  const keys: string[] = [];
  for (const [day, numbers] of awaiting(picture)) {
    const documents = documentsOn(numbers, documentOf);
    for (const [key, { says }] of await manifestFiles(sellerId, ofDay(day))) {
      keys.push(key);
      const differing = says?.documents.filter(({ number, hash }) => {
        const here = documents.get(number);
        return !here || (here.hash !== undefined && here.hash !== hash);
      });
      if (says && differing?.length === 0 && says.documents.length === documents.size) continue;
      problems.push({ where: day, what: `was closed before with other documents, as ${key} says`, right: `those of ${key}` });
    }
  }
  return keys;
}

function documentsOn(numbers: Iterable<string> = [], documentOf: DocumentOf): Map<string, Document> {
  return new Map([...numbers].map((number) => [number, documentOf(number) ?? { hash: undefined, isVoid: false }]));
}
