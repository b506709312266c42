import { join, relative } from 'node:path';
import { notBilled } from '../../shared/review.ts';
import type { Review } from '../../shared/review.ts';
import type { Places } from '../home.ts';
import { counted, countOf, money, monthName, rangeText } from './report.ts';
import type { ShownEnd, ShownOutcome } from './shown-run.ts';
import { typed } from './typed.ts';

/** Where things lie, and how long it took. */
interface Where {
  /** Absent where they can't be seen from here. */
  readonly places?: Places;
  readonly seconds?: string;
  /** How those who were set aside are mended and billed, where that is known. */
  readonly mend?: readonly string[];
}

/** What a person wants to know after a run: how many, how much, which numbers, what was left, where to look, what next. */
export function runReport(result: ShownOutcome, where: Where): string[] {
  switch (result.outcome) {
    case 'waiting':
      return result.for === 'release' ? releaseReport(result) : repairReport(result);
    case 'rejected':
      return [
        `The run ${result.run.id} of ${monthName(result.run.month)} was rejected. Nothing went out. When the cause is mended: ${typed(`run ${result.run.month}`)}`,
      ];
    case 'dry-run':
      return dryRunReport(result, where);
    case 'billed':
    case 'already-billed':
      return billedReport(result, where);
  }
}

type Waiting = Extract<ShownOutcome, { outcome: 'waiting' }>;

function releaseReport({ run, review }: Waiting): string[] {
  const hash = run.review?.contentHash.slice(0, 8) ?? '';
  return [
    `The run ${run.id} of ${monthName(run.month)} waits for its release; the releasers have a mail.`,
    '',
    ...(review ? [...totals(review), ...review.releaseReasons.map((reason) => `  ${reason}`), ...setAsides(review)] : []),
    '',
    `Look at it:   ${typed(`review ${run.id}`)}`,
    `Release it:   ${typed(`release ${run.id} --hash ${hash} --as <releaser>`)}`,
    `Or not:       ${typed(`reject ${run.id} --hash ${hash} --as <releaser> --reason "…" [--customer <id>]`)}`,
    ...(review && notBilled(review) > 0 ? [`Mend and add: ${typed(`repair ${run.id}`)}`] : []),
  ];
}

function repairReport({ run, about }: Waiting): string[] {
  return [
    `The run ${run.id} of ${monthName(run.month)} waits for repair: numbers are given out, and documents are missing.`,
    ...problemsOf(about).map((problem) => `  ${problem}`),
    `Mend the cause and make them: ${typed(`repair ${run.id}`)}`,
    `One that can never be made:   ${typed(`void ${run.id} <number> --reason "…" --as <releaser>`)}`,
  ];
}

function dryRunReport({ run, review }: ShownEnd, { places }: Where): string[] {
  return [
    `Dry run ${run.id} of ${monthName(run.month)}: ${counted(review.drafts)} of ${counted(review.customers)} customers. Nothing was claimed, numbered or sent.`,
    '',
    ...totals(review),
    ...nothingDue(review),
    ...(review.drafts > 0 && places ? [`  Previews   ${shown(places.files, run.sellerId, 'runs', run.id, 'previews')}`] : []),
    `  Content    ${review.contentHash.slice(0, 8)}… as the run itself has it, while events and catalog stay as they are`,
    ...setAsides(review),
    '',
    `Look at it:   ${typed(`review ${run.id}`)}`,
    `The real run: ${typed(`run ${run.month}`)}`,
  ];
}

function billedReport({ outcome, run, review, numbers }: ShownEnd, where: Where): string[] {
  const name = monthName(run.month);
  const heading =
    outcome === 'already-billed'
      ? `${name} is billed already by run ${run.id}; nothing was changed.`
      : `${name} is billed${where.seconds === undefined ? '' : ` in ${where.seconds} s`}: ${counted(review.drafts)} of ${counted(review.customers)} customers.`;
  return [
    heading,
    '',
    ...totals(review),
    ...(numbers.length === 0 ? ['  Numbers    none; nothing was due'] : []),
    ...numbers.map(({ first, last, issueDate }) => `  Numbers    ${rangeText(first, last)}, dated ${issueDate}`),
    ...nothingDue(review),
    ...(where.places ? placesOf(where.places, run, numbers) : []),
    ...setAsides(review),
    ...(notBilled(review) > 0 ? (where.mend ?? [`Mend the causes, and bill them alone: ${typed(`repair ${run.id}`)}`]) : []),
  ];
}

function placesOf({ archive, outbox }: Places, { sellerId }: ShownEnd['run'], numbers: ShownEnd['numbers']): string[] {
  const years = [...new Set(numbers.map(({ issueDate }) => issueDate.slice(0, 4)))];
  return [
    ...years.map((year) => `  PDFs       ${shown(archive, sellerId, year)}`),
    ...(numbers.length > 0 && outbox !== undefined ? [`  Mails      ${shown(outbox)}`] : []),
  ];
}

function totals(review: Review): string[] {
  return review.totals.map(({ currency, net, payable, credited }) => {
    const taken = credited === undefined ? '' : `, ${money(credited, currency)} credited in it`;
    return `  Total      ${money(payable, currency)} (net ${money(net, currency)}${taken})`;
  });
}

function nothingDue({ nothingDue: count }: Review): string[] {
  return count > 0 ? [`  Nothing    due from ${countOf(count, 'customer')}`] : [];
}

function setAsides(review: Review): string[] {
  const { setAside, noResult, unnamed } = review;
  const [count, more] = [notBilled(review), unnamed.setAside + unnamed.noResult];
  if (count === 0) return [];
  return [
    '',
    `${count === 1 ? 'One customer was' : `${counted(count)} customers were`} set aside and ${count === 1 ? 'is' : 'are'} not billed:`,
    ...setAside.flatMap(({ customerId, error, cause, advice }) => [
      `  ${customerId}: ${cause || error}`,
      ...(advice ? [`    ${advice}`] : []),
    ]),
    ...noResult.map((customerId) => `  ${customerId}: no result; its batch ended before its time.`),
    ...(more > 0 ? [`  … and ${counted(more)} more`] : []),
  ];
}

function problemsOf(about: unknown): string[] {
  if (typeof about !== 'object' || about === null || !('problems' in about) || !Array.isArray(about.problems)) return [];
  return about.problems.map(String);
}

/** A path as short as it can be typed, or the address of a bucket. */
function shown(place: string, ...below: readonly string[]): string {
  if (place.startsWith('s3://')) return [place, ...below].join('/');
  const path = join(place, ...below);
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
