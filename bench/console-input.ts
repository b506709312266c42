import { ingestEvents } from '../local/commands/ingest-events.ts';
import { runMonth } from '../local/commands/run-month.ts';
import type { Workspace } from '../local/workspace.ts';
import { beginReview, closeRun, keepRunReview, openRun, sealRun } from '../shared/billing-run.store.ts';
import type { SealedDraft } from '../shared/billing-run.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import type { Customer } from '../shared/catalog.ts';
import { contentHash, sha256 } from '../shared/content-hash.ts';
import { keepDraftOrders } from '../shared/draft-order.store.ts';
import { customerParty, sellerParty } from '../shared/invoice.ts';
import { keepFact, keepInvoice, markIssued } from '../shared/invoice.store.ts';
import { keepList, runFolder } from '../shared/list.store.ts';
import { latestManifest } from '../shared/manifest-chain.store.ts';
import { bindNumber, takeNumberBlocks } from '../shared/number.store.ts';
import { postIssued } from '../shared/receivables/posted.store.ts';
import { keepReview } from '../shared/review.store.ts';
import { sampleInvoice } from '../test/support/sample-invoice.ts';
import { BENCH_SELLER, benchCatalog, benchUsage } from './month-input.ts';

/** The month that is billed as ever, and waits for its release. */
export const WAITING_MONTH = '2026-10';
const RELEASER = 'cfo@bench.example';
const AT_ONCE = 500;

/** How much is in a data folder. */
export interface Amount {
  readonly customers: number;
  /** Months that are over: each has an invoice of every customer. */
  readonly months: number;
}

/**
 * Fills a data folder: its past months by the stores alone, which keep of a run and its invoices what the steps have
 * them keep but for claims, drafts and PDFs, that no list or page reads; the last month by its state machines.
 */
export async function fillFolder(workspace: Workspace, { customers, months }: Amount): Promise<void> {
  const made = benchCatalog(customers);
  const catalog = { ...made, seller: { ...made.seller, release: { ...made.seller.release, policy: 'always' as const, by: [RELEASER] } } };
  await keepCatalog(catalog);
  const parties = catalog.customers.map(({ customer }) => customer);
  for (let back = months; back > 0; back--) await billByStores(catalog, parties, monthBefore(WAITING_MONTH, back));
  const events = [...benchUsage(catalog, WAITING_MONTH)].filter((_, i) => i % 22 === 0);
  await ingestEvents(workspace.invoke, BENCH_SELLER, events);
  await runMonth(workspace, { sellerId: BENCH_SELLER, month: WAITING_MONTH, startedBy: 'schedule' }, () => {});
  // As the first look at what is open does, which takes its time and is not what a page costs.
  await postIssued(BENCH_SELLER, '2026-11-02T05:00:00Z');
}

function monthBefore(month: string, count: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const index = year * 12 + number - 1 - count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

async function billByStores({ seller }: ReturnType<typeof benchCatalog>, customers: readonly Customer[], month: string): Promise<void> {
  const issueDate = `${monthBefore(month, -1)}-02`;
  const at = `${issueDate}T05:00:00Z`;
  const run = await openRun({
    sellerId: seller.id,
    month,
    execution: `bill-${month}`,
    openedAt: at,
    startedBy: 'schedule',
    isDryRun: false,
  });
  const drafts = customers.map(({ id: customerId }, index): SealedDraft => {
    const figures = { currency: 'EUR', net: '49.00', payable: '58.31', plans: [], meters: [], hasNegativeLine: false };
    return { customerId, attempt: 1, hash: sha256(`${month} ${customerId}`), series: 'RE', index, ...figures };
  });
  const folder = runFolder(seller.id, run.id);
  const content = contentHash(drafts);
  const list = await keepList(`${folder}/drafts-${content.slice(0, 16)}.jsonl`, drafts);
  await keepDraftOrders(list, drafts);
  const key = await keepReview(folder, {
    ...{ customers: drafts.length, drafts: drafts.length, nothingDue: 0, setAside: [], anomalies: [] },
    ...{ totals: [{ currency: 'EUR', net: '49.00', payable: '58.31' }], contentHash: content, round: 1, releaseReasons: [] },
  });
  await beginReview(seller.id, run.id, 1);
  await keepRunReview(seller.id, run.id, 1, { contentHash: content, key, list, isReleaseNeeded: false }, at);
  await sealRun(seller.id, run.id, 1, { schema: 1, list, contentHash: content, counts: { RE: drafts.length } }, at);
  const [block] = await takeNumberBlocks(seller, run.id, { RE: drafts.length }, issueDate);
  if (!block) throw new Error(`${run.id} has no numbers`);

  const bill = async ({ customerId, attempt, hash, index }: SealedDraft): Promise<void> => {
    const number = await bindNumber(seller.id, block, block.first + index, { runId: run.id, customerId, attempt, hash });
    const customer = customers[index];
    if (!customer) throw new Error(`${customerId} is no customer`);
    await keepInvoice(
      sampleInvoice([{ description: 'Monthly fee', month, parts: [{ quantity: '1', unitPrice: '49' }] }], {
        ...{
          seller: sellerParty.parse(seller),
          customer: customerParty.parse(customer),
          number,
          issueDate,
          dueDate: `${issueDate.slice(0, 8)}16`,
        },
        period: { first: `${month}-01`, last: `${month}-28` },
      }),
    );
    const document = { schema: 1, hash: sha256(number) } as const;
    await markIssued(seller.id, number, { ...document, archiveKey: `${seller.id}/${issueDate.slice(0, 4)}/${number}.pdf` });
    await keepFact(seller.id, number, 'sent', { schema: 1, messageId: `<${number}@bench.example>`, to: customer.email, sentAt: at });
    const owed = { means: 'transfer', reference: number, currency: 'EUR', amount: '58.31', dueDate: `${issueDate.slice(0, 8)}16` } as const;
    await keepFact(seller.id, number, 'receivable', { schema: 1, ...owed });
  };
  for (let first = 0; first < drafts.length; first += AT_ONCE) await Promise.all(drafts.slice(first, first + AT_ONCE).map(bill));
  const { hash, version } = await latestManifest(seller.id);
  await closeRun(run, { hash: sha256(run.id), previousHash: hash }, version, at);
}
