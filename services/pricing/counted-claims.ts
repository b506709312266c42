import { contentHash } from '../../shared/content-hash.ts';
import { isWithin } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { ClaimTiming } from '../../shared/price.ts';
import { partsToRate } from './parts-to-rate.ts';
import { withinOneDraft } from './usage-snapshot.ts';
import type { DuePeriod, MeasuredPeriod, RatedPeriod } from './usage-snapshot.ts';

/** Of one subscription, what a claim is for; in arrears where it does not say. */
interface ClaimOf {
  readonly whole: Period;
  readonly timing?: ClaimTiming | undefined;
}

/**
 * Whether what one claim of a subscription comes to counts for what another adds or takes off: what is billed of a period
 * in advance for its minimum and maximum, and all that is billed of the periods of a term for its commitment.
 */
export function countsFor(other: ClaimOf, of: ClaimOf): boolean {
  const timing = other.timing ?? 'arrears';
  if (of.timing === 'term') return timing !== 'term' && isWithin(other.whole.start, of.whole);
  return (of.timing ?? 'arrears') === 'arrears' && timing === 'advance' && other.whole.start === of.whole.start;
}

/** Names a claim that counts for a term. */
export function countedName({ whole, timing }: ClaimOf, sequence: number): string {
  return `${whole.start}|${timing ?? 'arrears'}|${sequence}`;
}

/** Terms of one draft at most; more come with the next. */
const MOST_TERMS = 40;

/**
 * What is measured, as much of it as one draft takes, and behind it the terms that are due, or in which something else is
 * billed than when their commitment was settled: another claim, or one less because its document became a VOID.
 *
 * @param most claims of one draft
 */
export function withTerms(measured: readonly MeasuredPeriod[], due: readonly DuePeriod[], most: number): MeasuredPeriod[] {
  const terms = due.filter(({ timing }) => timing === 'term').slice(0, MOST_TERMS);
  const kept = withinOneDraft(measured, most - terms.length);
  const isCut = kept.length < measured.length;
  return [...kept, ...terms.flatMap((term) => termToRate(isCut ? { ...term, compared: 0 } : term, kept))];
}

function termToRate(due: DuePeriod, kept: readonly MeasuredPeriod[]): MeasuredPeriod[] {
  const { subscription, settled, counted = [] } = due;
  const now = kept.filter((it) => it.subscriptionId === subscription.id && countsFor(claimOf(it), due));
  const names = new Set([...counted, ...now.map((it) => countedName(claimOf(it), it.sequence))]);
  const terms = contentHash([due.terms, ...[...names].sort()]).slice(0, 32);
  const last = settled.at(-1);
  if (last && !last.isVoid && last.claim.terms === terms) return [];
  const billedBy = settled.flatMap(({ isVoid, claim: { runId, attempt } }) => (isVoid ? [] : [{ runId, attempt }]));
  return partsToRate({ ...due, terms }, billedBy).map(({ part }) => ({ ...part, counted: [], quantities: [] }));
}

function claimOf({ servicePeriod: { whole }, timing }: RatedPeriod): ClaimOf {
  return { whole, timing };
}
