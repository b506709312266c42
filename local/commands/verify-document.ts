import { checkInvariants } from '../../services/invoicing/invariants.ts';
import type { NumberBlock } from '../../shared/billing-run.ts';
import { contentHash, sha256 } from '../../shared/content-hash.ts';
import { documentKey } from '../../shared/document-key.ts';
import { InvariantError } from '../../shared/errors.ts';
import type { DocumentFact, IssuedFact } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { minorDigits } from '../../shared/money.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import { dueDateOf } from '../../shared/payments/due-date.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import { renderedFindings } from './verify-rendered.ts';
import type { Finding, Problem } from '../../shared/finding.ts';

/** Everything that is known under a number that is bound to a draft. */
export interface FoundNumber {
  readonly sellerId: string;
  readonly bound: NumberedDraft;
  /** The block it lies in, if it lies in one. */
  readonly block: NumberBlock | undefined;
  /** The record by which the draft names its number. */
  readonly ofDraft: NumberedDraft | undefined;
  readonly content?: Invoice | undefined;
  readonly document?: DocumentFact | undefined;
  readonly void?: VoidDocument | undefined;
  readonly voidDocument?: DocumentFact | undefined;
  readonly issued?: IssuedFact | undefined;
  /** What lies in the archive, absent if nothing does. */
  readonly archived?: Uint8Array | undefined;
}

/** Whether the number has all of its document; if not, its run is under way, or something was lost. */
export function isIssued({ content, issued }: FoundNumber): boolean {
  return issued !== undefined && (content !== undefined || issued.isVoid === true);
}

/** What is wrong with a number's draft, invoice and document; that it has none yet is told apart by `isIssued`. */
export function documentProblems(found: FoundNumber): Problem[] {
  const { bound, issued, content, document, archived } = found;
  const findings = [
    ...draftProblems(found),
    ...(issued?.isVoid || found.void ? voidProblems(found) : content ? invoiceProblems(found, content) : []),
    ...(issued ? archiveProblems(found, issued) : []),
  ];
  // Of an invoice or a document that is another one the XML is another, too.
  if (findings.length === 0 && content && document && archived && !issued?.isVoid)
    findings.push(...renderedFindings(content, document, archived));
  return findings.map(([what, right]) => ({ where: bound.number, what, right }));
}

function draftProblems({ bound, ofDraft }: FoundNumber): Finding[] {
  const draft = `the draft of customer "${bound.customerId}" in "${bound.runId}", attempt ${bound.attempt},`;
  if (!ofDraft) return [[`${draft} has no record of it`, 'the number at the draft too']];
  if (ofDraft.number !== bound.number) return [[`${draft} has number ${ofDraft.number}`, bound.number]];
  return contentHash(ofDraft) === contentHash(bound) ? [] : [[`${draft} has other content there`, `content ${bound.hash}`]];
}

function invoiceProblems({ sellerId, bound, block }: FoundNumber, invoice: Invoice): Finding[] {
  const { number, issueDate, dueDate, ...draft } = invoice;
  const findings: Finding[] = [];
  if (number !== bound.number) findings.push([`its invoice says ${number}`, bound.number]);
  if (invoice.seller.id !== sellerId) findings.push([`its invoice is of seller "${invoice.seller.id}"`, `"${sellerId}"`]);
  if (invoice.customer.id !== bound.customerId)
    findings.push([`is made out to customer "${invoice.customer.id}"`, `"${bound.customerId}", to whom it is bound`]);
  if (block && issueDate !== block.issueDate) findings.push([`is dated ${issueDate}`, `${block.issueDate}, as its block is`]);
  const due = dueDateOf(invoice, issueDate);
  if (dueDate !== due) findings.push([`is due on ${dueDate}`, `${due}, ${invoice.paymentTermDays} days after ${issueDate}`]);
  findings.push(...arithmetic(invoice));
  // Anything else that was changed shows in the hash, which was reviewed and bound to the number.
  if (findings.length === 0 && contentHash(draft) !== bound.hash)
    findings.push([`its invoice is not the draft that was numbered: its content is ${contentHash(draft)}`, bound.hash]);
  return findings;
}

function arithmetic(invoice: Invoice): Finding[] {
  try {
    checkInvariants(invoice, minorDigits(invoice.currency));
    return [];
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    const [stated = '', right = ''] = error.message.replace(/\.$/, '').split(' and must be ');
    return [[`its figures do not add up: ${stated}`, right]];
  }
}

/** A VOID document bills nothing, so no figures are asked for: only that someone decided it, for this number. */
function voidProblems({ bound, block, void: decided, issued }: FoundNumber): Finding[] {
  if (!decided) return [['is filed as VOID, and nobody decided that', 'the decision with its reason, or the invoice']];
  const findings: Finding[] = [];
  if (issued && !issued.isVoid) findings.push(['was decided to be void, and an invoice is filed', 'one of the two']);
  if (decided.number !== bound.number) findings.push([`its VOID document says ${decided.number}`, bound.number]);
  if (decided.customerId !== bound.customerId)
    findings.push([`its VOID document names customer "${decided.customerId}"`, `"${bound.customerId}"`]);
  if (block && decided.issueDate !== block.issueDate)
    findings.push([`its VOID document is dated ${decided.issueDate}`, `${block.issueDate}, as its block is`]);
  return findings;
}

function archiveProblems(found: FoundNumber, { archiveKey, hash, isVoid }: IssuedFact): Finding[] {
  const { sellerId, bound, archived } = found;
  const date = found.block?.issueDate ?? found.content?.issueDate ?? found.void?.issueDate;
  const key = date && documentKey({ sellerId, number: bound.number, issueDate: date }, isVoid === true);
  const findings: Finding[] = [];
  if (key !== undefined && archiveKey !== key) findings.push([`is filed as ${archiveKey}`, key]);
  const rendered = isVoid ? found.voidDocument : found.document;
  if (rendered && rendered.hash !== hash) findings.push([`was issued as ${hash}`, `${rendered.hash}, which was rendered for it`]);
  const archivedHash = archived && sha256(archived);
  if (!archived) findings.push([`${archiveKey} is gone from the archive`, `the document with hash ${hash}`]);
  else if (archivedHash !== hash) findings.push([`${archiveKey} is not the document that was issued: its hash is ${archivedHash}`, hash]);
  return findings;
}
