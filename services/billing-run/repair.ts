import type { z } from 'zod';
import type { BillingRun, repairWanted } from '../../shared/billing-run.ts';
import type { Language, Seller } from '../../shared/catalog.ts';
import { DecisionRefusedError, InvalidInputError } from '../../shared/errors.ts';
import { sellerParty } from '../../shared/invoice.ts';
import { compareInstants } from '../../shared/period.ts';
import { requirePrintableText } from '../../shared/printable-text.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import type { Waiting } from '../../shared/waiting.store.ts';
import { requireSecondReleaser } from './decision.ts';
import type { FoundDocument } from './found-document.ts';

/** What a person wants, with who wants it and when. */
export type WantedRepair = z.infer<typeof repairWanted> & { readonly by: string; readonly at: string };

/**
 * Whether a person may decide this on a run that misses documents.
 *
 * @param waiting what the run waits for
 * @param found the documents of the run, for voids
 * @throws {PersonRefusedError} if this person may not
 * @throws {DecisionRefusedError} if the run is not as the decision says, and what would be right
 * @throws {InvalidInputError} if a void has no reason or no number
 * @throws {UnprintableTextError} if the VOID document couldn't show the reason
 */
export function requireMayRepair(
  seller: Seller,
  run: BillingRun,
  waiting: Pick<Waiting, 'for' | 'since'> | undefined,
  wanted: WantedRepair,
  found: readonly FoundDocument[],
): void {
  if (run.state !== 'sealed' || waiting?.for !== 'repair') refuse(`Run "${run.id}" is ${run.state} and does not wait for a repair.`);
  if (wanted.since !== undefined && compareInstants(wanted.since, waiting.since) !== 0)
    refuse(`Run "${run.id}" has gone on since you looked, and waits anew since ${waiting.since}. Look at what is missing now.`);
  if (wanted.kind === 'retry') return;
  if (wanted.reason === undefined) throw new InvalidInputError('A VOID document says why: give a reason.');
  if (wanted.numbers.length === 0) throw new InvalidInputError('Say which numbers are to become void.');
  requirePrintableText(wanted.reason, 'reason');
  requireSecondReleaser(seller, run, wanted.by);
  for (const number of wanted.numbers) {
    const document = found.find((it) => it.number === number);
    if (!document) refuse(`${number} is no number of run "${run.id}".`);
    if (document.issued && !document.issued.isVoid) refuse(`${number} is issued; only a credit note corrects it now.`);
  }
}

/** The VOID document of a number of a run, in the language the invoice would have been in. */
export function voidOf(
  seller: Seller,
  { number, issueDate, draft }: FoundDocument,
  language: Language,
  wanted: WantedRepair,
): VoidDocument {
  return {
    schema: 1,
    kind: 'void',
    number,
    issueDate,
    language,
    seller: sellerParty.parse(seller),
    customerId: draft.customerId,
    reason: wanted.reason ?? '',
    approvedBy: wanted.by,
    decidedAt: wanted.at,
  };
}

function refuse(message: string): never {
  throw new DecisionRefusedError(message);
}
