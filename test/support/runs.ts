/** Runs that are brought to the state a step needs, through the stores alone. */
import { beginReview, closeRun, keepRunReview, openRun, sealRun } from '../../shared/billing-run.store.ts';
import type { BillingRun, NumberBlock, ReviewRef, SealedDraft } from '../../shared/billing-run.ts';
import { keepDraft } from '../../shared/draft.store.ts';
import { keepFact, keepInvoice, markIssued, voidChanges } from '../../shared/invoice.store.ts';
import type { DraftContent, Invoice } from '../../shared/invoice.ts';
import { keepList, runFolder } from '../../shared/list.store.ts';
import { archive, files, table } from '../../shared/ports.ts';
import { keepReview } from '../../shared/review.store.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { latestManifest } from '../../shared/manifest-chain.store.ts';
import { SELLER } from './catalog.ts';

const AT = '2026-11-02T05:00:00Z';

/** Opens a run of a month as an execution named after it. */
export function openMonth(month = '2026-10', execution = `bill-${month}`): Promise<BillingRun> {
  return openRun({ sellerId: SELLER, month, execution, openedAt: AT, startedBy: 'schedule', isDryRun: false });
}

/** A line of a sealed list: 12.00 EUR for the customer at this place. */
export function sealedDraftOf(customerId: string, index: number, changes: Partial<SealedDraft> = {}): SealedDraft {
  return {
    customerId,
    attempt: 1,
    hash: sha256(customerId),
    series: 'RE',
    index,
    currency: 'EUR',
    net: '10.00',
    payable: '12.00',
    ...changes,
  };
}

/** Seals a run with these drafts as its list. */
export async function sealWith(runId: string, drafts: readonly SealedDraft[]): Promise<void> {
  const list = await keepList(`${runFolder(SELLER, runId)}/drafts-0123456789abcdef.jsonl`, drafts);
  const counts: Record<string, number> = {};
  for (const { series } of drafts) counts[series] = (counts[series] ?? 0) + 1;
  const contentHash = 'ab'.repeat(32);
  await beginReview(SELLER, runId, 1);
  await keepRunReview(SELLER, runId, 1, { contentHash, key: 'none', list, isReleaseNeeded: false }, AT);
  await sealRun(SELLER, runId, 1, { schema: 1, list, contentHash, counts }, AT);
}

/** Brings a run of a month from its opening to its end, billing 10.00 net to each of these customers; without documents. */
export async function closeMonthOf(month: string, customers: readonly string[]): Promise<BillingRun> {
  const run = await openMonth(month, `bill-${month}-${customers.join('-')}`);
  for (const customerId of customers) await keepDraftOf(run.id, draftFor(customerId), sha256(customerId));
  await sealWith(
    run.id,
    customers.map((customerId, i) => sealedDraftOf(customerId, i)),
  );
  const { hash, version } = await latestManifest(SELLER);
  await closeRun(run, { hash: sha256(run.id), previousHash: hash }, version, AT);
  return run;
}

/** Opens a run that is reviewed and waits for a release: 12.00 EUR for each of these customers. */
export async function openReviewed(customers: readonly string[] = ['adler']): Promise<ReviewRef> {
  const run = await openRun({
    sellerId: SELLER,
    month: '2026-10',
    execution: 'bill-2026-10',
    openedAt: AT,
    startedBy: 'ops@kranich.example',
    isDryRun: false,
  });
  const folder = runFolder(SELLER, run.id);
  await keepList(
    `${folder}/customers.jsonl`,
    customers.map((customerId) => ({ customerId, attempt: 1 })),
  );
  for (const customerId of customers) await keepDraftOf(run.id, draftFor(customerId), sha256(customerId));
  await beginReview(SELLER, run.id, run.round);
  return reviewAgain(run.id, customers, 1);
}

/** Keeps the review of a round of these drafts. */
export async function reviewAgain(runId: string, customers: readonly string[], round: number): Promise<ReviewRef> {
  const folder = runFolder(SELLER, runId);
  const list = customers.map((customerId, i) => sealedDraftOf(customerId, i));
  const contentHash = sha256(customers.join());
  const key = await keepReview(folder, {
    customers: customers.length,
    drafts: customers.length,
    nothingDue: 0,
    setAside: [],
    totals: [{ currency: 'EUR', net: `${customers.length}0.00`, payable: `${customers.length * 12}.00` }],
    contentHash,
    round,
    releaseReasons: ['Every run of this seller is released by a person.'],
    anomalies: [],
  });
  const kept = {
    contentHash,
    key,
    list: await keepList(`${folder}/drafts-${contentHash.slice(0, 16)}.jsonl`, list),
    isReleaseNeeded: true,
  };
  return keepRunReview(SELLER, runId, round, kept, AT);
}

export const BLOCK: NumberBlock = { schema: 1, series: 'RE', counter: 'RE-2026', first: 1, count: 2, digits: 6, issueDate: '2026-11-02' };

/** 40 calls at 0.25 = 10.00, 20 % of it 2.00, together 12.00. */
export function draftFor(customerId: string, changes: Partial<DraftContent> = {}): DraftContent {
  return {
    schema: 1,
    kind: 'invoice',
    language: 'en',
    currency: 'EUR',
    seller: {
      id: SELLER,
      name: 'Kranich Software GmbH',
      brand: 'Kranich',
      address: { street: 'Lindengasse 4', postalCode: '1070', city: 'Wien', country: 'AT' },
      email: 'billing@kranich.example',
      vatId: 'ATU10000005',
      registration: [],
      management: [],
      bank: { holder: 'Kranich Software GmbH', bank: 'Donaubank', iban: 'AT611904300234573201', bic: 'DONAATWW' },
      accent: '#1F4B8F',
    },
    customer: {
      id: customerId,
      name: 'Adler Works',
      attention: [],
      address: { street: 'Feldweg 1', postalCode: '1000', city: 'Ort', country: 'AT' },
      email: `pay@${customerId}.example`,
    },
    period: { first: '2026-10-01', last: '2026-10-31' },
    lines: [
      {
        group: 'Basic',
        period: { start: '2026-09-30T22:00:00Z', end: '2026-10-31T23:00:00Z', zone: 'Europe/Vienna' },
        description: 'Messages',
        quantity: '40',
        parts: [{ quantity: '40', unitPrice: '0.25', flatFee: '0', amount: '10' }],
        net: '10.00',
        trace: {
          subscription: `${customerId}.basic`,
          plan: 'basic',
          planVersion: 1,
          price: 'messages',
          meter: 'messages',
          events: 40,
          fingerprint: 'cd'.repeat(32),
        },
        taxCategory: 'S',
        taxRate: '20',
      },
    ],
    tax: [{ category: 'S', rate: '20', basis: '10.00', tax: '2.00' }],
    totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.00' },
    paymentTermDays: 14,
    ...changes,
  };
}

/** Keeps a draft of the run's first attempt without claims. */
export async function keepDraftOf(runId: string, content: DraftContent, hash: string): Promise<void> {
  const step = { sellerId: SELLER, runId, customerId: content.customer.id, attempt: 1 };
  const { net, payable } = content.totals;
  await keepDraft(
    step,
    {
      schema: 1,
      outcome: 'draft',
      customerId: step.customerId,
      attempt: 1,
      hash,
      series: 'RE',
      currency: content.currency,
      net,
      payable,
      plans: [],
      meters: [],
      hasNegativeLine: false,
    },
    content,
    [],
  );
}

export function invoiceFor(customerId: string, number: string, changes: Partial<Invoice> = {}): Invoice {
  return { ...draftFor(customerId), number, issueDate: '2026-11-02', dueDate: '2026-11-16', ...changes };
}

/** The decision that no invoice is issued under a number. */
export function voidFor(customerId: string, number: string, changes: Partial<VoidDocument> = {}): VoidDocument {
  return {
    schema: 1,
    kind: 'void',
    number,
    issueDate: '2026-11-02',
    language: 'en',
    seller: draftFor(customerId).seller,
    customerId,
    reason: 'The name of the customer can not be printed.',
    approvedBy: 'head.of.finance@kranich.example',
    decidedAt: '2026-11-03T09:14:07Z',
    ...changes,
  };
}

/** Takes that decision. */
export async function keepVoid(decided: VoidDocument): Promise<void> {
  await table().write(voidChanges(decided));
}

/** An invoice with its rendered document, which lies in the archive and isn't issued yet. */
export async function keepRendered(invoice: Invoice): Promise<void> {
  await keepInvoice(invoice);
  const pdf = pdfOf(invoice.number);
  const key = `${SELLER}/2026/${invoice.number}.pdf`;
  await keepFact(SELLER, invoice.number, 'document', { schema: 1, key, hash: sha256(pdf) });
  await archive().put(key, pdf, 'application/pdf');
}

/** The same as version 0.1.0 left it: in the working files, under number and content hash. */
export async function keepWorkingFile(invoice: Invoice): Promise<void> {
  await keepInvoice(invoice);
  const pdf = pdfOf(invoice.number);
  const hash = sha256(pdf);
  const key = `${SELLER}/documents/${invoice.number}-${hash.slice(0, 16)}.pdf`;
  await files().put(key, pdf, 'application/pdf');
  await keepFact(SELLER, invoice.number, 'document', { schema: 1, key, hash });
}

/** An invoice that is issued. */
export async function keepIssued(invoice: Invoice): Promise<void> {
  await keepRendered(invoice);
  const archiveKey = `${SELLER}/2026/${invoice.number}.pdf`;
  await markIssued(SELLER, invoice.number, { schema: 1, archiveKey, hash: sha256(pdfOf(invoice.number)) });
}

/** A number whose invoice was made and then declared void, its VOID document filed. */
export async function keepVoided(customerId: string, number: string): Promise<void> {
  await keepInvoice(invoiceFor(customerId, number));
  await keepVoid(voidFor(customerId, number));
  const pdf = pdfOf(`${number}-VOID`);
  const archiveKey = `${SELLER}/2026/${number}-VOID.pdf`;
  await archive().put(archiveKey, pdf, 'application/pdf');
  await markIssued(SELLER, number, { schema: 1, archiveKey, hash: sha256(pdf), isVoid: true });
}

/** Bytes that stand for a document. */
function pdfOf(name: string): Uint8Array {
  return new TextEncoder().encode(`%PDF-${name}`);
}
