/** Months that are billed step by step, through the handlers that price and draft and the stores of a run. */
import { endAttempt, endedAttempts } from '../../shared/attempt.store.ts';
import {
  beginReview,
  closeRun,
  keepRunReview,
  openRun,
  requireRun,
  requireSeal,
  RUN_SHARDS,
  sealRun,
} from '../../shared/billing-run.store.ts';
import { sealedDraft } from '../../shared/billing-run.ts';
import type { CustomerStep, DraftHead, SealedDraft } from '../../shared/billing-run.ts';
import { claimsOf } from '../../shared/claim.store.ts';
import { contentHash, shardOf } from '../../shared/content-hash.ts';
import { owedLines } from '../../shared/credit-sign.ts';
import { keepDecision } from '../../shared/decision.store.ts';
import { draftHeads, requireDraft } from '../../shared/draft.store.ts';
import type { InvoiceLine } from '../../shared/invoice.ts';
import { keepList, requireList, runFolder } from '../../shared/list.store.ts';
import { latestManifest } from '../../shared/manifest-chain.store.ts';
import { getNumberOf } from '../../shared/number.store.ts';
import { addDays } from '../../shared/period.ts';
import { table } from '../../shared/ports.ts';
import { addEvents } from '../../shared/usage.store.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import { draftList } from '../../services/billing-run/review.ts';
import { sealOf } from '../../services/billing-run/seal.ts';
import { handler as allocateNumbers } from '../../services/invoice-numbering/allocate-numbers.handler.ts';
import { handler as generateInvoiceNumber } from '../../services/invoice-numbering/generate-invoice-number.handler.ts';
import { handler as createInvoice } from '../../services/invoicing/create-invoice.handler.ts';
import { handler as draftInvoice } from '../../services/invoicing/draft-invoice.handler.ts';
import { handler as calculatePrice } from '../../services/pricing/calculate-price.handler.ts';
import { SELLER } from './catalog.ts';

/** A run of a month under way; customers are at their first attempt until one is set aside. */
export interface Month {
  readonly runId: string;
  price(customerId: string): Promise<void>;
  draft(customerId: string): Promise<void>;
  /** Prices and drafts; a failure sets the customer aside, and its name is returned. */
  prepare(...customerIds: readonly string[]): Promise<string[]>;
  /** Ends the attempt of a customer, whose next one then counts. */
  setAside(customerId: string): Promise<void>;
  /** Ends the preparation and fixes the list of drafts. */
  seal(): Promise<void>;
  reject(): Promise<void>;
  /** Makes the document of a customer a VOID, as a person decides after numbering. */
  makeVoid(customerId: string): Promise<void>;
  /** Numbers the drafts, makes invoices of them, and closes the run. */
  close(): Promise<void>;
  /** Hash of each draft by customer. */
  hashes(): Promise<Record<string, string>>;
}

/** Opens a run of a month, by default in the morning of the 2nd of the next. */
export async function open(month: string, options: { openedAt?: string; isDryRun?: boolean; execution?: string } = {}): Promise<Month> {
  const { openedAt = `${addDays(`${month}-28`, 5).slice(0, 8)}02T05:00:00Z`, isDryRun = false } = options;
  const startedBy = 'schedule';
  const { execution = `bill-${month}-${openedAt}${isDryRun ? '-dry' : ''}` } = options;
  const { id: runId } = await openRun({ sellerId: SELLER, month, execution, openedAt, startedBy, isDryRun });
  const stepOf = async (customerId: string): Promise<CustomerStep> => {
    const attempt = (await endedAttempts(SELLER, runId)).get(customerId)?.attempt ?? 1;
    return { sellerId: SELLER, runId, customerId, attempt };
  };

  async function currentDrafts(): Promise<(DraftHead & { outcome: 'draft' })[]> {
    const ended = await endedAttempts(SELLER, runId);
    const heads = await Array.fromAsync(draftHeads(SELLER, runId));
    return heads.filter(
      (head): head is DraftHead & { outcome: 'draft' } =>
        head.outcome === 'draft' && head.attempt === (ended.get(head.customerId)?.attempt ?? 1),
    );
  }

  async function review(): Promise<{ list: { key: string; count: number }; drafts: SealedDraft[]; contentHash: string }> {
    const drafts = draftList(await currentDrafts());
    const list = await keepList(`${runFolder(SELLER, runId)}/drafts.jsonl`, drafts);
    const reviewed = contentHash(drafts);
    await beginReview(SELLER, runId, 1);
    await keepRunReview(SELLER, runId, 1, { contentHash: reviewed, key: 'none', list, isReleaseNeeded: false }, openedAt);
    return { list, drafts, contentHash: reviewed };
  }

  return {
    runId,
    price: async (customerId) => void (await calculatePrice(await stepOf(customerId))),
    draft: async (customerId) => void (await draftInvoice(await stepOf(customerId))),
    async prepare(...customerIds) {
      const failures = customerIds.map(async (customerId) => {
        const step = await stepOf(customerId);
        try {
          await calculatePrice(step);
          await draftInvoice(step);
          return [];
        } catch (error) {
          const name = error instanceof Error ? error.name : 'unknown';
          await endAttempt(step, { error: name, cause: '' }, 'open');
          return [name];
        }
      });
      return (await Promise.all(failures)).flat();
    },
    setAside: async (customerId) => endAttempt(await stepOf(customerId), { error: 'X', cause: '' }, 'open'),
    async seal() {
      const { list, drafts, contentHash: reviewed } = await review();
      await sealRun(SELLER, runId, 1, sealOf(list, drafts, reviewed), openedAt);
    },
    async reject() {
      const { contentHash: reviewed } = await review();
      const decided = { schema: 1, kind: 'reject', round: 1, contentHash: reviewed } as const;
      await keepDecision(SELLER, runId, { ...decided, rejected: [], repaired: [], by: 'a@kranich.example', at: openedAt });
    },
    async makeVoid(customerId) {
      const { attempt } = await stepOf(customerId);
      const pk = `${SELLER}|run|${runId}|attempts|${shardOf(customerId, RUN_SHARDS)}`;
      await table().write([{ put: { pk, sk: customerId, body: { schema: 1, customerId, attempt, isVoid: true } } }]);
    },
    async close() {
      const blocks = await allocateNumbers({ sellerId: SELLER, runId, enteredAt: openedAt });
      const { seal } = await requireSeal(SELLER, runId);
      const drafts = await requireList(sealedDraft, seal.list.key);
      for (const draft of drafts) {
        const numbered = await generateInvoiceNumber({ sellerId: SELLER, runId, draft, blocks });
        const { customerId, attempt, hash } = draft;
        await createInvoice({ sellerId: SELLER, runId, customerId, attempt, hash, ...numbered });
      }
      const { version } = await latestManifest(SELLER);
      await closeRun(await requireRun(SELLER, runId), { hash: contentHash(runId), previousHash: null }, version, openedAt);
    },
    hashes: async () => Object.fromEntries((await currentDrafts()).map(({ customerId, hash }) => [customerId, hash])),
  };
}

/** Bills a month from beginning to end. */
export async function bill(month: string, ...customerIds: readonly string[]): Promise<Month> {
  const run = await open(month);
  const failed = await run.prepare(...customerIds);
  if (failed.length > 0) throw new Error(`${run.runId} set ${failed.join(', ')} aside.`);
  await run.seal();
  await run.close();
  return run;
}

/** Stores events on a day. */
export async function arrive(storedOn: string, ...events: readonly UsageEvent[]): Promise<void> {
  await addEvents(SELLER, events, storedOn);
}

/** The number of what a closed run billed a customer at the first attempt. */
export async function numberOf(customerId: string, { runId }: Month): Promise<string> {
  const found = await getNumberOf(SELLER, { runId, customerId, attempt: 1 });
  if (!found) throw new Error(`${runId} gave "${customerId}" no number.`);
  return found.number;
}

/** The lines a customer was sent by these runs, in their order and as they count; a document that became a VOID has none. */
export async function linesOf(customerId: string, ...runs: readonly Month[]): Promise<InvoiceLine[]> {
  const lines: InvoiceLine[] = [];
  for (const { runId } of runs) {
    const { state } = await requireRun(SELLER, runId);
    const ended = (await endedAttempts(SELLER, runId)).get(customerId);
    if ((state !== 'sealed' && state !== 'closed') || ended?.isVoid) continue;
    const heads = await Array.fromAsync(draftHeads(SELLER, runId));
    const head = heads.find((it) => it.customerId === customerId && it.attempt === (ended?.attempt ?? 1));
    if (head?.outcome !== 'draft') continue;
    lines.push(...owedLines(await requireDraft({ sellerId: SELLER, runId, customerId, attempt: head.attempt })));
  }
  return lines;
}

/** What was claimed of a subscription: first day of the period, number of the claim, run. */
export async function claimed(subscriptionId: string): Promise<string[]> {
  return (await claimsOf(SELLER, subscriptionId)).map(({ claim }) => `${claim.whole.start.slice(0, 10)} ${claim.sequence} ${claim.runId}`);
}
