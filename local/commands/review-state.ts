import type { Decision } from '../../shared/billing-run.ts';
import { notBilled } from '../../shared/review.ts';
import type { Review } from '../../shared/review.ts';
import { counted, countOf, monthName, minute } from './report.ts';
import { nameLines, wrapped } from './review-layout.ts';
import type { ReviewedRun } from './review-run.ts';
import type { ShownRun } from './shown-run.ts';
import { typed } from './typed.ts';

/** Customers of one reason that are shown; --json has more of them. */
const SHOWN = 10;

/** How a run stands: its state, who started it and who may release it, why it waits, and whom it bills. */
export function headLines(reviewed: ReviewedRun): string[] {
  const { run, review, decisions } = reviewed;
  const { lastMonth } = review;
  return [
    `${run.isDryRun ? 'Dry run' : 'Run'} ${run.id} of ${monthName(run.month)}`,
    '',
    ...nameLines([
      ['State', `${stateText(reviewed)}, round ${run.round}`],
      ['Started', `${momentText(run.openedAt)} by ${run.startedBy}`],
      ...(isWaitingForRelease(reviewed) ? [['May release', mayReleaseText(reviewed)] as const] : []),
      ...review.releaseReasons.map((reason, i) => [i === 0 ? 'Why' : '', reason] as const),
      ...decisions.map((it) => [`Round ${it.round}`, decisionText(it)] as const),
      ['Customers', customersText(review)],
      [
        'Compared',
        lastMonth
          ? `with ${monthName(lastMonth.month)}: ${lastMonth.runs.join(', ')}, ${countOf(lastMonth.customers, 'customer')} of this run`
          : 'with nothing: no run of the month before is closed',
      ],
    ]),
  ];
}

/** Whom the run does not bill: set aside by reason, with what to change, and those without result. */
export function notBilledBlocks({ run, review }: ReviewedRun): string[][] {
  const { setAside, noResult, unnamed } = review;
  const byReason = Map.groupBy(setAside, ({ error, step, advice, by }) => JSON.stringify([error, step, advice, by]));
  const groups = [...byReason.values()].map((customers) => {
    const [{ error, step, advice, by } = { error: '', step: undefined, advice: undefined, by: undefined }] = customers;
    const title = by === undefined ? `${error}${step === undefined ? '' : ` in ${step}`}` : `Rejected by ${by}`;
    return [
      `  ${title}: ${countOf(customers.length, 'customer')}`,
      ...customers.slice(0, SHOWN).flatMap(({ customerId, cause }) => wrapped(`${customerId}: ${cause || error}`, 4)),
      ...moreLine(customers.length - SHOWN),
      ...(advice === undefined ? [] : wrapped(advice, 6).map((line, i) => (i === 0 ? `    → ${line.trimStart()}` : line))),
    ];
  });
  const aside = setAside.length + unnamed.setAside;
  const without = noResult.length + unnamed.noResult;
  const names = noResult.slice(0, SHOWN).join(', ');
  return [
    aside === 0
      ? []
      : [`Set aside: ${countOf(aside, 'customer')}, not billed by this run`, ...groups.flat(), ...moreLine(unnamed.setAside)],
    without === 0
      ? []
      : [
          `Without result: ${countOf(without, 'customer')}, not billed by this run; the batch was cut off`,
          ...wrapped(names, 2),
          ...moreLine(without - SHOWN),
        ],
    notBilled(review) === 0 ? [] : repairLines(run),
  ];
}

/** The content that a decision binds to, and the commands that make it. */
export function decideLines(reviewed: ReviewedRun): string[] {
  const { run, review } = reviewed;
  const content = ['Content', (review.contentHash.match(/.{1,8}/g) ?? []).join(' ')] as const;
  if (run.isDryRun && run.state === 'reviewed') return nameLines([content, ['Real run', typed(`run ${run.month}`)]]);
  if (!isWaitingForRelease(reviewed)) return nameLines([content]);
  const [only, ...others] = mayRelease(reviewed);
  const decide = `${run.id} --hash ${review.contentHash.slice(0, 8)} --as ${only !== undefined && others.length === 0 ? only : '<releaser>'}`;
  // Commands stay on one line, to be copied.
  const commands = [
    ['Release', typed(`release ${decide}`)],
    ['Reject', typed(`reject ${decide} --reason "…"`)],
    ['', 'with --customer <id…> only those are taken out, and the rest is reviewed again'],
  ] as const;
  return [...nameLines([content]), ...commands.map(([name, text]) => `  ${name.padEnd(9)}${text}`)];
}

function stateText(reviewed: ReviewedRun): string {
  const { run, waiting } = reviewed;
  const since = waiting ? ` since ${momentText(waiting.since)}` : '';
  switch (run.state) {
    case 'open':
      return 'being prepared';
    case 'reviewed':
      if (run.isDryRun) return 'reviewed; nothing was claimed, numbered or sent';
      return isWaitingForRelease(reviewed) ? `waits for its release${since}` : 'reviewed; goes out by itself';
    case 'sealed':
      return waiting?.for === 'repair' ? `sealed, waits for repair${since}` : 'sealed, documents are made';
    case 'released':
    case 'rejected':
    case 'closed':
      return run.state;
  }
}

function isWaitingForRelease({ run }: ReviewedRun): boolean {
  return run.state === 'reviewed' && !run.isDryRun && run.review?.isReleaseNeeded === true;
}

function mayRelease({ run, releasers }: ReviewedRun): string[] {
  return releasers.filter((releaser) => !isStarter(run, releaser));
}

function mayReleaseText(reviewed: ReviewedRun): string {
  const may = mayRelease(reviewed);
  const starter = reviewed.releasers.find((releaser) => isStarter(reviewed.run, releaser));
  return `${may.join(', ') || 'nobody: name a second releaser in the catalog'}${starter === undefined ? '' : `; not ${starter}, who started it`}`;
}

/** Mail addresses are told apart without regard to case. */
function isStarter({ startedBy }: ShownRun, person: string): boolean {
  return person.toLowerCase() === startedBy.toLowerCase();
}

function decisionText({ kind, by, at, reason, rejected, repaired }: Decision): string {
  const done = { release: 'released', reject: 'rejected', change: 'changed' }[kind];
  return [
    `${done} by ${by}, ${momentText(at)}`,
    ...(rejected.length > 0 ? [`rejected ${named(rejected)}`] : []),
    ...(repaired.length > 0 ? [`prepared again ${named(repaired)}`] : []),
    ...(reason === undefined ? [] : [`“${reason}”`]),
  ].join('; ');
}

function customersText(review: Review): string {
  const { customers, drafts, nothingDue, setAside, noResult, unnamed } = review;
  const parts = [
    countOf(drafts, 'draft'),
    `${counted(nothingDue)} with nothing due`,
    `${counted(setAside.length + unnamed.setAside)} set aside`,
    `${counted(noResult.length + unnamed.noResult)} without result`,
  ];
  return `${counted(customers)}: ${parts.join(', ')}`;
}

function repairLines({ id, month, state, isDryRun }: ShownRun): string[] {
  if (isDryRun || state === 'rejected') return [`  Once mended: ${typed(`run ${month}`)}`];
  return state === 'reviewed' || state === 'closed' ? [`  Once mended: ${typed(`repair ${id}`)}`] : [];
}

function named(ids: readonly string[]): string {
  return `${ids.slice(0, SHOWN).join(', ')}${ids.length > SHOWN ? ` and ${counted(ids.length - SHOWN)} more` : ''}`;
}

function moreLine(more: number): string[] {
  return more > 0 ? [`    … and ${counted(more)} more`] : [];
}

/** 2026-11-02 05:00 UTC */
function momentText(instant: string): string {
  return `${minute(instant)} UTC`;
}
