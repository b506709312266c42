import { z } from 'zod';
import { now } from '../../shared/clock.ts';
import { creditWanted } from '../../shared/credit-note.ts';
import type { CreditWanted } from '../../shared/credit-note.ts';
import {
  type BegunNote,
  CREDIT_NOTE_MACHINE,
  isSameNote,
  issuedNote,
  nextNoteId,
  startCreditNote,
  unfinishedNote,
} from '../../shared/credit-note-start.store.ts';
import { creditedOf } from '../../shared/credited.store.ts';
import type { Execution } from '../../shared/executions.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import type { Home, HomeRunner } from '../home.ts';
import { closeDays } from './close-days.ts';
import { CommandError } from './errors.ts';
import { causeOf } from './trouble.ts';

/** What is to be credited, as it is asked for. */
export interface CreditAsked {
  /** Of the invoice. */
  readonly number: string;
  readonly wanted: CreditWanted;
  readonly reason: string;
  readonly by: string;
  /** The periods of the invoice count as not billed from then on. */
  readonly isCancelled?: true;
}

/** What is wanted, as options say it: `--all`, `--amount 50.00`, or `--line 3`, `--line 3=50.00` and `--line 3=29/30`. */
export function creditOf({ all, amount, line }: { all?: boolean; amount?: string; line?: readonly string[] }): CreditWanted {
  const ways = [all ? 'rest' : undefined, amount === undefined ? undefined : { amount }, line ? { lines: line.map(lineOf) } : undefined];
  const said = ways.filter((way) => way !== undefined);
  if (said.length !== 1) throw new CommandError('Say what is to be credited by one of --all, --amount and --line.');
  const parsed = creditWanted.safeParse(said[0]);
  if (!parsed.success) throw new CommandError(`This can't be credited:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function lineOf(text: string): object {
  const [, line, amount, parts, of] = /^(\d+)(?:=(?:([\d.]+)|(\d+)\/(\d+)))?$/.exec(text) ?? [];
  if (line === undefined) throw new CommandError(`--line ${text}: write 3, 3=50.00 or 3=29/30.`);
  if (parts !== undefined) return { line, share: { parts, of } };
  return amount === undefined ? { line } : { line, amount };
}

/**
 * Credits an invoice, or some of it, and waits for the document. Cut off anywhere, the same command again goes on with the
 * credit note that was begun.
 *
 * @returns the credit note
 * @throws {CommandError} if it is refused, with the reason
 */
export async function creditInvoice(home: Home, sellerId: string, asked: CreditAsked): Promise<Invoice> {
  await requireReconciled(sellerId);
  await closeDays(home, sellerId);
  const runner = await home.runner();
  await runner.resume();
  await runner.settle();
  const { notes } = await creditedOf(sellerId, asked.number);
  const begun = await unfinishedNote(sellerId, asked.number, notes);
  if (begun) {
    const made = await madeOf(runner, sellerId, asked.number, begun);
    if (isSameNote(begun, asked)) return made;
  }
  const { number, wanted, reason, by, isCancelled } = asked;
  const note = {
    id: nextNoteId(number, notes),
    wanted,
    reason,
    by,
    at: now().toISOString(),
    ...(isCancelled && { isCancelled }),
  };
  return madeOf(runner, sellerId, number, note);
}

/** Starts the credit note and waits. */
async function madeOf(runner: HomeRunner, sellerId: string, number: string, note: BegunNote): Promise<Invoice> {
  const name = await startCreditNote(runner, sellerId, number, note);
  await runner.settle();
  const made = await issuedNote(sellerId, number, note.id);
  if (made) return made;
  throw new CommandError(failureOf(await runner.describe(CREDIT_NOTE_MACHINE, name)));
}

function failureOf(execution: Execution | undefined): string {
  const { error = execution?.status ?? 'it was not started', cause = '' } = execution ?? {};
  return error === 'DecisionRefusedError' ? causeOf(cause) : `The credit note was not made: ${error}. ${causeOf(cause)}`.trim();
}
