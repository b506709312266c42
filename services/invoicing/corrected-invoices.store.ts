import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import type { BilledPeriod, Charges } from '../../shared/charges.store.ts';
import { chainKey, claimChains, claimJudge } from '../../shared/claim.store.ts';
import type { Claim, ClaimChain } from '../../shared/claim.store.ts';
import type { PrecedingInvoice } from '../../shared/document-terms.ts';
import { getDraftHead } from '../../shared/draft.store.ts';
import { NegativeDraftError } from '../../shared/errors.ts';
import { getFact } from '../../shared/invoice.store.ts';
import type { ChargeLine, DraftContent, Invoice } from '../../shared/invoice.ts';
import { getNumberOf } from '../../shared/number.store.ts';
import { isWithin } from '../../shared/period.ts';
import { readOnce } from '../../shared/read-once.ts';
import { isBelowZero, turnedDraft } from './turned-draft.ts';

/**
 * The draft as what it becomes: below zero a credit note of the invoices that it corrects. Any other stays as it is, and
 * costs no read.
 *
 * @param run who asks: a dry run sees what sealed runs have billed
 * @throws {NegativeDraftError} if it corrects no invoice, or one that has no number yet
 */
export async function creditedBelowZero(
  step: CustomerStep,
  run: () => Promise<Pick<BillingRun, 'isDryRun'>>,
  charges: Charges,
  draft: DraftContent | undefined,
): Promise<DraftContent | undefined> {
  if (!draft || !isBelowZero(draft)) return draft;
  return turnedDraft(draft, await correctedInvoices({ ...step, isDryRun: (await run()).isDryRun }, charges));
}

/**
 * The invoices that lines of some charges correct, in the order of their numbers: those that billed the same periods and
 * count. What became a VOID document or was cancelled does not, and a credit note is no invoice.
 */
async function correctedInvoices(
  asking: CustomerStep & Pick<BillingRun, 'isDryRun'>,
  { periods, lines }: Charges,
): Promise<PrecedingInvoice[]> {
  const judge = claimJudge(asking);
  const chainsOf = readOnce((subscriptionId) => claimChains(judge, asking.sellerId, subscriptionId));
  const invoiceOf = readOnce((held) => billedAs(asking, JSON.parse(held) as Held));
  const found = new Map<string, PrecedingInvoice>();
  for (const period of periods.filter((it) => it.sequence > 0 && lines.some((line) => isOf(line, it)))) {
    const chain = (await chainsOf(period.subscriptionId)).get(chainKey({ ...period, timing: period.timing ?? 'arrears' }));
    for (const { runId, attempt } of countingClaims(chain)) {
      const invoice = await invoiceOf(JSON.stringify({ runId, attempt }));
      if (invoice?.kind !== 'invoice' || !invoice.lines.some((line) => isOf(line, period))) continue;
      found.set(invoice.number, { number: invoice.number, issueDate: invoice.issueDate });
    }
  }
  return [...found.values()].sort((a, b) => (a.number < b.number ? -1 : 1));
}

type Held = Pick<Claim, 'runId' | 'attempt'>;

function countingClaims(chain: ClaimChain | undefined): Held[] {
  return (chain?.settled ?? []).flatMap(({ isVoid, claim }) => (isVoid ? [] : [claim]));
}

function isOf({ period, trace }: ChargeLine, { subscriptionId, whole, timing }: BilledPeriod): boolean {
  return trace.subscription === subscriptionId && trace.timing === timing && isWithin(period.start, whole);
}

/** The document of a sealed attempt, or undefined where nothing was due. */
async function billedAs({ sellerId, customerId }: CustomerStep, { runId, attempt }: Held): Promise<Invoice | undefined> {
  const billed = { sellerId, runId, customerId, attempt };
  const bound = await getNumberOf(sellerId, billed);
  const invoice = bound && (await getFact(sellerId, bound.number, 'content'));
  if (invoice) return invoice;
  if ((await getDraftHead(billed))?.outcome === 'nothing-due') return undefined;
  throw new NegativeDraftError(`The draft corrects what run "${runId}" bills, which has no invoice yet: once that run is closed, repair.`);
}
