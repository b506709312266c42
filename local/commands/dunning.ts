import type { CaseRecord, DoneStep, DunningDecision, Instalment } from '../../shared/dunning/dunning-case.ts';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import { CommandError } from './errors.ts';
import { alignedTable, countOf } from './report.ts';

/** A case with what is open of its invoice. */
export interface ShownCase extends CaseRecord {
  readonly item: OpenItem;
}

/** What a person can decide on a case. */
export type Decision = Pick<DunningDecision, 'kind' | 'until' | 'instalments'>;

/** How overdue invoices of a seller are gone after, in a data folder, on a stage, or behind an address. */
export interface Dunning {
  /** The cases that are open, in the order of their numbers. */
  cases(): Promise<ShownCase[]>;
  /** The latest case of an invoice. */
  latest(number: string): Promise<ShownCase | undefined>;
  /** Writes down what a person decides on the open case of an invoice; the same again changes nothing. */
  decide(number: string, decision: Decision, reason: string): Promise<{ isNew: boolean }>;
  /** Opens a case by hand, also where one was ended; one that is open stays. */
  open(number: string, reason: string): Promise<{ case: number }>;
}

/** @throws {CommandError} if the invoice has no case */
export async function showDunning(dunning: Dunning, number: string): Promise<ShownCase> {
  const found = await dunning.latest(number);
  if (!found) throw new CommandError(`${number} has no dunning case.`);
  return found;
}

/** 2026-12-01=60.00 */
export function instalmentsOf(written: readonly string[]): Instalment[] {
  return written.map((text) => {
    const [, day, amount] = /^(\d{4}-\d\d-\d\d)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    if (day === undefined || amount === undefined) throw new CommandError(`"${text}" is no instalment; write it as 2026-12-01=60.00.`);
    return { day, amount };
  });
}

export function openedLines(opened: readonly { number: string }[], cases: readonly ShownCase[], hasPlan: boolean): string[] {
  const none = hasPlan
    ? 'No case was opened.'
    : 'No case was opened: the seller has no dunning plan. docs/payments.md shows one, seller: { dunning: … }.';
  const first = opened.length === 0 ? none : `Opened ${countOf(opened.length, 'case')}.`;
  return [first, ...(cases.length === 0 ? [] : ['', ...casesLines(cases)])];
}

export function casesLines(cases: readonly ShownCase[]): string[] {
  if (cases.length === 0) return ['No dunning case is open.'];
  const rows = cases.map((it) => {
    const { number, customer, dueDate, daysOverdue, open, currency } = it.item;
    const last = it.done.at(-1);
    return [number, customer, dueDate, String(daysOverdue), moneyFigure(open, currency), last ? stepText(last) : '', heldText(it)];
  });
  return alignedTable(['Number', 'Customer', 'Due', 'Days over', 'Open', 'Last step', 'Held'], rows, 4);
}

export function caseLines({ case: it, done, decisions, item }: ShownCase): string[] {
  const { number, customer, open, currency, charged } = item;
  const rows = [
    [it.openedAt, `opened: ${it.opened}, plan ${it.plan.version}`, it.by],
    ...done.map((step) => [step.at, stepText(step), chargedText(step)]),
    ...decisions.map(({ at, kind, until, by, reason }) => [
      at,
      `${kind}${until === undefined ? '' : ` until ${until}`}`,
      `${by}: ${reason}`,
    ]),
    ...(it.closed ? [[it.closed.at, `closed: ${it.closed.as}`, it.closed.reason ?? '']] : []),
  ].sort(([a], [b]) => (a! < b! ? -1 : Number(a! > b!)));
  return [
    `${number} of ${customer}, case ${it.case}: ${moneyFigure(open, currency)} open, ${amountFigure(charged, currency)} of it charged by letters.`,
    '',
    ...alignedTable(['When', 'What', ''], rows),
  ];
}

function stepText({ day, do: doing, letter, level, outcome }: DoneStep): string {
  const what = letter === undefined ? doing : `${letter}${level === undefined ? '' : ` ${level}`}`;
  return `${day} ${what}${outcome === undefined ? '' : ` (${outcome})`}`;
}

function chargedText({ fee, interest, asked, currency, sent }: DoneStep): string {
  const parts = [
    ...(fee === undefined ? [] : [`fee ${amountFigure(fee, currency)}`]),
    ...(interest === undefined ? [] : [`interest ${amountFigure(interest, currency)}`]),
    ...(asked === undefined ? [] : [`asks for ${moneyFigure(asked, currency)}`]),
    ...(sent === undefined ? [] : [`to ${sent.to}`]),
  ];
  return parts.join(', ');
}

function heldText({ decisions }: CaseRecord): string {
  const last = decisions.at(-1);
  if (!last || last.kind === 'resume') return '';
  return `${last.kind}${last.until === undefined ? '' : ` until ${last.until}`}`;
}
