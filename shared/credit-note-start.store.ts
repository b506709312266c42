import { canonicalJson, sha256 } from './content-hash.ts';
import type { CreditedNote } from './credit-note.ts';
import type { Execution, Executions } from './executions.ts';
import { getFact } from './invoice.store.ts';
import type { Invoice } from './invoice.ts';
import { getNumberOf } from './number.store.ts';

/** The state machine that makes a credit note. */
export const CREDIT_NOTE_MACHINE = 'credit-note';

/** A credit note as it is begun. */
export type BegunNote = Pick<CreditedNote, 'id' | 'wanted' | 'reason' | 'by' | 'at' | 'isCancelled'>;

/** What the next credit note of an invoice is called for good. */
export function nextNoteId(number: string, notes: readonly unknown[]): string {
  return `credit-${notes.length + 1}-${number}`;
}

type Said = Pick<BegunNote, 'wanted' | 'reason' | 'isCancelled'>;

/** Whether two credit notes of an invoice say the same, whoever asks for them and when. */
export function isSameNote(one: Said, other: Said): boolean {
  const told = ({ wanted, reason, isCancelled }: Said): string => canonicalJson({ wanted, reason, isCancelled: isCancelled ?? false });
  return told(one) === told(other);
}

type Known = Pick<Executions, 'start' | 'describe'>;

/**
 * Name of the execution of a credit note, of 80 letters at most. Ids of credit notes are those of one seller: two sellers
 * whose numbers begin alike have the same ones.
 *
 * @param attempt 1, and one more each time it was started again after a failure
 */
export function creditNoteExecution(sellerId: string, creditNote: string, attempt = 1): string {
  const seller = sha256(sellerId).slice(0, 8);
  const name = `${attemptOf(creditNote, attempt)}-${seller}`;
  return name.length <= 80 ? name : `${attemptOf(`credit-${sha256(creditNote).slice(0, 32)}`, attempt)}-${seller}`;
}

const attemptOf = (name: string, attempt: number): string => (attempt === 1 ? name : `${name}.${attempt}`);

/** Whether a credit note was started, whatever became of it. */
export async function isCreditNoteStarted(executions: Pick<Known, 'describe'>, sellerId: string, creditNote: string): Promise<boolean> {
  if (await executions.describe(CREDIT_NOTE_MACHINE, creditNoteExecution(sellerId, creditNote))) return true;
  return (await namedBefore(executions, sellerId, creditNote)) !== undefined;
}

/**
 * Starts a credit note under the first name that has not ended; one that runs goes on.
 *
 * @returns the name of its execution
 * @throws {ExecutionConflictError} if it was started at the same moment
 */
export async function startCreditNote(
  executions: Known,
  sellerId: string,
  number: string,
  { id: creditNote, wanted, reason, by, at, isCancelled }: BegunNote,
): Promise<string> {
  const input = { sellerId, number, creditNote, wanted, reason, by, at, ...(isCancelled && { isCancelled }) };
  const before = await namedBefore(executions, sellerId, creditNote);
  if (before?.status === 'RUNNING') return before.name;
  for (let attempt = 1; ; attempt++) {
    const name = creditNoteExecution(sellerId, creditNote, attempt);
    const known = await executions.describe(CREDIT_NOTE_MACHINE, name);
    if (known?.status === 'RUNNING') return name;
    if (known) continue;
    await executions.start(CREDIT_NOTE_MACHINE, name, input);
    return name;
  }
}

/** The last execution of a credit note under the name of an earlier version, which said nothing of its seller. */
async function namedBefore(executions: Pick<Known, 'describe'>, sellerId: string, creditNote: string): Promise<Execution | undefined> {
  let last: Execution | undefined;
  for (let attempt = 1; ; attempt++) {
    const known = await executions.describe(CREDIT_NOTE_MACHINE, attemptOf(creditNote, attempt));
    if (!known) return last;
    if ((known.input as { sellerId?: string }).sellerId === sellerId) last = known;
  }
}

/** The last credit note of an invoice, if its document is not there. */
export async function unfinishedNote(sellerId: string, number: string, notes: readonly CreditedNote[]): Promise<BegunNote | undefined> {
  const last = notes.at(-1);
  return last && !(await issuedNote(sellerId, number, last.id)) ? last : undefined;
}

/** A credit note of an invoice, once its document is issued. */
export async function issuedNote(sellerId: string, number: string, creditNote: string): Promise<Invoice | undefined> {
  const invoice = await getFact(sellerId, number, 'content');
  const bound = invoice && (await getNumberOf(sellerId, { runId: creditNote, customerId: invoice.customer.id, attempt: 1 }));
  if (!bound || !(await getFact(sellerId, bound.number, 'issued'))) return undefined;
  return getFact(sellerId, bound.number, 'content');
}
