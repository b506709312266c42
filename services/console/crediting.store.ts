import { z } from 'zod';
import { isEnded, latestRun } from '../../shared/billing-run.store.ts';
import {
  type BegunNote,
  CREDIT_NOTE_MACHINE,
  creditNoteExecution,
  isSameNote,
  issuedNote,
  nextNoteId,
  startCreditNote,
  unfinishedNote,
} from '../../shared/credit-note-start.store.ts';
import { creditedOf } from '../../shared/credited.store.ts';
import { DecisionRefusedError, NotFoundError } from '../../shared/errors.ts';
import type { Execution } from '../../shared/executions.ts';
import { type DraftContent, draftContent, type Invoice } from '../../shared/invoice.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { executions, steps } from '../../shared/ports.ts';
import { startRun } from '../../shared/run-start.ts';
import type { InvoiceView } from './invoice-view.ts';

/** How long a page waits for a credit note that is being made; what takes longer is shown on the page of the invoice. */
const WAIT_MILLISECONDS = 12_000;
const LOOK_MILLISECONDS = 100;

/** An invoice that may be credited. */
export interface Crediting extends InvoiceView {
  readonly content: Invoice;
  /** What the next credit note is called; sent along, so that sending a form twice makes one. */
  readonly nextId: string;
  /** A credit note that was begun, and of which there is no document yet. */
  readonly unfinished: BegunNote | undefined;
}

/** @throws {NotFoundError} if there is no such invoice */
export async function creditingOf(sellerId: string, view: InvoiceView): Promise<Crediting> {
  const { number } = view;
  const { content, issued, credited = [] } = view.facts;
  if (content?.kind !== 'invoice' || !issued || issued.isVoid) throw new NotFoundError(`There is no issued invoice ${number}.`);
  const unfinished = await unfinishedNote(sellerId, number, credited);
  return { ...view, content, nextId: nextNoteId(number, credited), unfinished };
}

/**
 * The credit note as it would be.
 *
 * @throws {DecisionRefusedError} if it can't be made so, with what would be right
 */
export async function previewNote(sellerId: string, number: string, note: Pick<BegunNote, 'wanted' | 'reason'>): Promise<DraftContent> {
  return draftContent.parse(await steps().call('invoicing/preview-credit-note', { sellerId, number, ...note }));
}

/**
 * Makes a credit note, as the command `credit` does, and waits for it for a while. The same form again finds what it made.
 *
 * @returns the credit note, or undefined while it is being made
 * @throws {DecisionRefusedError} if it is refused, or another one came in between
 * @throws {IssuingLockedError} if the data was restored and not yet held against the archive
 */
export async function makeNote(sellerId: string, number: string, note: BegunNote): Promise<Invoice | undefined> {
  await requireReconciled(sellerId);
  const { notes } = await creditedOf(sellerId, number);
  const known = notes.find(({ id }) => id === note.id);
  if (known && !isSameNote(known, note))
    throw new DecisionRefusedError(
      `Another credit note of ${number} was made since this page was shown. Look at what is left, and begin again.`,
    );
  const begun = await unfinishedNote(sellerId, number, notes);
  if (begun && begun.id !== note.id)
    throw new DecisionRefusedError(`The credit note ${begun.id} is not finished: go on with it first, on the page of ${number}.`);
  if (!known && note.id !== nextNoteId(number, notes))
    throw new DecisionRefusedError(`${note.id} is no name of the next credit note of ${number}. Begin again.`);
  return madeOf(sellerId, number, known ?? note);
}

/** Goes on with the credit note that was begun, if one was. */
export async function finishNote(sellerId: string, number: string): Promise<Invoice | undefined> {
  await requireReconciled(sellerId);
  const { notes } = await creditedOf(sellerId, number);
  const begun = await unfinishedNote(sellerId, number, notes);
  return begun && madeOf(sellerId, number, begun);
}

/**
 * Bills the customer of a cancelled invoice again: starts a further run of its month for that customer alone.
 *
 * @throws {DecisionRefusedError} if the invoice belongs to no run, or a run of the month is under way
 */
export async function billAgain(sellerId: string, { number, run, facts }: InvoiceView, startedBy: string): Promise<void> {
  if (!run || !facts.content) throw new DecisionRefusedError(`${number} belongs to no run, so there is no month to bill again.`);
  const latest = await latestRun(sellerId, run.month);
  if (latest && !isEnded(latest)) throw new DecisionRefusedError(`The run ${latest.id} is under way. Once it is closed, bill again.`);
  const wanted = { sellerId, month: run.month, startedBy, onlyCustomers: [facts.content.customer.id] };
  await startRun(executions(), wanted, (latest?.sequence ?? 0) + 1);
}

async function madeOf(sellerId: string, number: string, note: BegunNote): Promise<Invoice | undefined> {
  const made = await issuedNote(sellerId, number, note.id);
  if (made) return made;
  const name = await startCreditNote(executions(), sellerId, number, note).catch(startedAtOnce(creditNoteExecution(sellerId, note.id)));
  for (let waited = 0; waited < WAIT_MILLISECONDS; waited += LOOK_MILLISECONDS) {
    const execution = await executions().describe(CREDIT_NOTE_MACHINE, name);
    if (execution && execution.status !== 'RUNNING') return (await issuedNote(sellerId, number, note.id)) ?? refuse(execution);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  return undefined;
}

/** A form that was sent twice meets the one that came first. */
function startedAtOnce(name: string): (error: unknown) => string {
  return (error) => {
    if (error instanceof Error && error.name === 'ExecutionConflictError') return name;
    throw error;
  };
}

function refuse({ error = 'it was stopped', cause = '' }: Execution): never {
  throw new DecisionRefusedError(
    error === 'DecisionRefusedError' ? sentenceIn(cause) : `The credit note was not made: ${error}. ${sentenceIn(cause)}`,
  );
}

/** The sentence in a cause, which of a Lambda is a JSON object. */
function sentenceIn(cause: string): string {
  try {
    return z.object({ errorMessage: z.string() }).parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
