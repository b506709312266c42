import { now } from '../../shared/clock.ts';
import { getCase, openCases, requireCase } from '../../shared/dunning/dunning-case.store.ts';
import type { CaseRecord, DoneStep, DunningDecision, Instalment } from '../../shared/dunning/dunning-case.ts';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { dateIn } from '../../shared/period.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';
import type { Home } from '../home.ts';
import { CommandError } from './errors.ts';
import { invokeStep } from './invoke-step.ts';
import { alignedTable, countOf } from './report.ts';

/** A case with what is open of its invoice. */
export interface ShownCase extends CaseRecord {
  readonly item: OpenItem;
}

/** Who decides, and why. */
export interface Deciding {
  readonly by: string;
  readonly reason: string;
}

/** What a person can decide on a case. */
export type Decision = Pick<DunningDecision, 'kind' | 'until' | 'instalments'>;

/** A stage has its own schedule; what it is called with is looked at there too. */
const TIMEOUT_MILLISECONDS = 900_000;

/**
 * Opens a case for each overdue invoice that has none, as the schedule does once a day, and has all cases do what is due.
 *
 * @returns the cases that were opened
 */
export async function runDunning(home: Home, sellerId: string): Promise<{ number: string; case: number }[]> {
  const wanted = { sellerId, at: now().toISOString() };
  const opened = await invokeStep(home.invoke, 'payment-collection/open-dunning-cases', wanted, TIMEOUT_MILLISECONDS);
  await carriedOn(home);
  return opened as { number: string; case: number }[];
}

/** Writes down what a person decides on the open case of an invoice; the same again changes nothing. */
export async function decideDunning(
  home: Home,
  sellerId: string,
  number: string,
  decision: Decision,
  { by, reason }: Deciding,
): Promise<{ isNew: boolean }> {
  const wanted = { sellerId, number, ...decision, by, reason, at: now().toISOString() };
  const outcome = await invokeStep(home.invoke, 'payment-collection/decide-dunning', wanted);
  await carriedOn(home);
  return outcome as { isNew: boolean };
}

/** Opens a case by hand, also where one was ended; one that is open stays. */
export async function openDunning(home: Home, sellerId: string, number: string, { by, reason }: Deciding): Promise<{ case: number }> {
  const wanted = { sellerId, number, opened: 'by-hand', by, reason, enteredAt: now().toISOString() };
  const opened = await invokeStep(home.invoke, 'payment-collection/open-dunning-case', wanted);
  await carriedOn(home);
  return opened as { case: number };
}

/** On a stage the state machines go on by themselves; a folder that nobody serves goes on now. */
async function carriedOn(home: Home): Promise<void> {
  if (home.data === undefined) return;
  const runner = await home.runner();
  await runner.resume();
  await runner.settle();
}

/** The cases that are open, in the order of their numbers. */
export async function listDunning(sellerId: string): Promise<ShownCase[]> {
  const open = await openCases(sellerId);
  return Promise.all(open.map(async ({ number, case: n }) => shown(sellerId, await requireCase(sellerId, number, n))));
}

/** @throws {CommandError} if the invoice has no case */
export async function showDunning(sellerId: string, number: string): Promise<ShownCase> {
  const found = await getCase(sellerId, number);
  if (!found) throw new CommandError(`${number} has no dunning case.`);
  return shown(sellerId, found);
}

async function shown(sellerId: string, found: CaseRecord): Promise<ShownCase> {
  const { zone } = await requireSeller(sellerId);
  return { ...found, item: (await getOpenItem(sellerId, found.case.number, dateIn(now().toISOString(), zone)))! };
}

/** 2026-12-01=60.00 */
export function instalmentsOf(written: readonly string[]): Instalment[] {
  return written.map((text) => {
    const [, day, amount] = /^(\d{4}-\d\d-\d\d)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    if (day === undefined || amount === undefined) throw new CommandError(`"${text}" is no instalment; write it as 2026-12-01=60.00.`);
    return { day, amount };
  });
}

/** Whether the seller has a plan; without one nobody is written to. */
export async function hasDunningPlan(sellerId: string): Promise<boolean> {
  return (await requireSeller(sellerId)).dunning !== undefined;
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
