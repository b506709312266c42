import { z } from 'zod';
import { CREDITED, creditedRecord } from './credited.store.ts';
import type { CreditedNote } from './credit-note.ts';
import { customerPartition } from './catalog.store.ts';
import { NotFoundError, TransientError } from './errors.ts';
import { invoice } from './invoice.ts';
import type { Invoice } from './invoice.ts';
import { currencyCode, decimalText } from './money.ts';
import { instant, plainDate } from './period.ts';
import { table } from './ports.ts';
import { putOnce } from './put-once.ts';
import { allItems } from './table.ts';
import type { Change, Key } from './table.ts';
import { voidDocument } from './void-document.ts';
import type { VoidDocument } from './void-document.ts';

/**
 * What is known of an invoice, as facts that are written once and never changed: its content, its document, that
 * it is issued, sent, and what is to be received for it; or that its number is void, and the document that says so; or
 * that the document was found after a restore, and nothing else is left.
 */

/** What rendered a document: the same one makes the same pages and the same XML of the same content. */
const renderer = z.object({
  /** Of our own part. */
  version: z.int(),
  pdfkit: z.string(),
  /** Name and version. */
  font: z.string(),
});
export type Renderer = z.infer<typeof renderer>;

/** What was rendered for a number, written down before it is put into the archive. */
export const documentFact = z.object({
  schema: z.literal(1),
  /** Where in the archive; of a document that an earlier version has rendered, in the working files. */
  key: z.string(),
  hash: z.string(),
  /** Of the invoice, or of the decision that its number is void. */
  contentHash: z.string().optional(),
  /** Absent, as the hash of the content is, from those that an earlier version has rendered. */
  renderer: renderer.optional(),
  /** The electronic invoice in the document, by its profile and the hash of its text; absent if it holds none. */
  xml: z.object({ profile: z.literal('EN 16931'), hash: z.string() }).optional(),
});
export type DocumentFact = z.infer<typeof documentFact>;

/** The document in the archive: from here on the invoice is issued, or the number is void for good. */
export const issuedFact = z.object({
  schema: z.literal(1),
  archiveKey: z.string(),
  hash: z.string(),
  /** The document is that of a void number: nothing was billed with it. */
  isVoid: z.literal(true).optional(),
});
export type IssuedFact = z.infer<typeof issuedFact>;

export const sentFact = z.object({ schema: z.literal(1), messageId: z.string(), to: z.string(), sentAt: instant });
export type SentFact = z.infer<typeof sentFact>;

/** Money the customer owes for the invoice. */
export const receivable = z.object({
  schema: z.literal(1),
  means: z.enum(['transfer', 'direct-debit', 'card']),
  reference: z.string(),
  currency: currencyCode,
  amount: decimalText,
  dueDate: plainDate,
});
export type Receivable = z.infer<typeof receivable>;

const FACTS = {
  content: invoice,
  document: documentFact,
  void: voidDocument,
  voidDocument: documentFact,
  issued: issuedFact,
  adopted: issuedFact,
  sent: sentFact,
  receivable,
} as const;
type WrittenFacts = { [Name in keyof typeof FACTS]?: z.infer<(typeof FACTS)[Name]> };
/** The credit notes of it, the first first, are among them. */
export type InvoiceFacts = WrittenFacts & { credited?: readonly CreditedNote[] };
type Fact = keyof typeof FACTS;

/** All facts of an invoice; none if there is no such invoice. Of several documents the one that was issued counts, or the first. */
export async function invoiceFacts(sellerId: string, number: string): Promise<InvoiceFacts> {
  return factsWith(sellerId, number, invoice);
}

/**
 * All facts of an invoice, and of its content no more than `content` asks for: who reads the invoices of a whole run
 * spares itself the lines.
 */
export async function factsWith<Content>(
  sellerId: string,
  number: string,
  content: z.ZodType<Content>,
): Promise<Omit<InvoiceFacts, 'content'> & { content?: Content }> {
  const facts: Record<string, unknown> = {};
  const items = await allItems(table(), { pk: factKey(sellerId, number, 'content').pk });
  const contracts = { ...FACTS, content };
  for (const { sk, body } of items) {
    if (sk in FACTS) facts[sk] = contracts[sk as Fact].parse(body);
    else if (sk === CREDITED) facts[sk] = creditedRecord.parse(body).notes;
  }
  const { issued } = facts as InvoiceFacts;
  const name = issued?.isVoid ? 'voidDocument' : 'document';
  const other = issued && items.find(({ sk }) => sk === otherDocument(name, issued.hash));
  return other ? { ...facts, [name]: documentFact.parse(other.body) } : facts;
}

export async function getFact<Name extends Fact>(sellerId: string, number: string, name: Name): Promise<InvoiceFacts[Name]> {
  const item = await table().get(factKey(sellerId, number, name));
  return item && (FACTS[name].parse(item.body) as InvoiceFacts[Name]);
}

/** @throws {NotFoundError} if the fact was not written */
export async function requireFact<Name extends Fact>(
  sellerId: string,
  number: string,
  name: Name,
): Promise<NonNullable<InvoiceFacts[Name]>> {
  const found = await getFact(sellerId, number, name);
  if (found === undefined) throw new NotFoundError(`Invoice ${number} of seller "${sellerId}" has no record "${name}".`);
  return found;
}

/**
 * Writes the invoice and its entry among the customer's, absent or identical. The entry comes first, so that no invoice is
 * without one; together they would be a transaction, which costs twice as much.
 */
export async function keepInvoice(content: Invoice): Promise<void> {
  const { seller, customer, number } = content;
  const entry = { pk: customerPartition(seller.id, customer.id), sk: `${AMONG_CUSTOMERS}${number}`, body: { schema: 1, number } };
  await putOnce([entry]);
  await putOnce([{ ...factKey(seller.id, number, 'content'), body: content }]);
}

/** Whether the customer ever had an invoice. */
export async function hasInvoice(sellerId: string, customerId: string): Promise<boolean> {
  const { items } = await table().query({ pk: customerPartition(sellerId, customerId), prefix: AMONG_CUSTOMERS, limit: 1 });
  return items.length > 0;
}

/** Numbers of a customer's invoices, the latest first, a page at a time. */
export async function numbersOfCustomer(
  sellerId: string,
  customerId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ numbers: string[]; next?: string }> {
  const query = { pk: customerPartition(sellerId, customerId), prefix: AMONG_CUSTOMERS, reverse: true, limit };
  const { items, next } = await table().query(after === undefined ? query : { ...query, after });
  return { numbers: items.map(({ body }) => String(body['number'])), ...(next === undefined ? {} : { next }) };
}

/**
 * Writes a fact; the same again is success.
 *
 * @throws {RecordConflictError} if it was written with other content
 */
export async function keepFact<Name extends Exclude<Fact, 'content' | 'issued' | 'void'>>(
  sellerId: string,
  number: string,
  name: Name,
  fact: z.infer<(typeof FACTS)[Name]>,
): Promise<void> {
  await putOnce([{ ...factKey(sellerId, number, name), body: fact }]);
}

/** A document of the invoice, or of the void number. */
export type DocumentName = 'document' | 'voidDocument';

/**
 * Writes down what was rendered, before it is put into the archive. After a deploy in between a repeated step may
 * render other bytes, and which of them came first is for the archive to say: each has a record. The same bytes again
 * are success.
 */
export async function keepDocument(sellerId: string, number: string, name: DocumentName, fact: DocumentFact): Promise<void> {
  const first = { ...factKey(sellerId, number, name), body: fact };
  const [fate] = await table().append([first]);
  if (fate?.stored !== false || documentFact.parse(fate.existing.body).hash === fact.hash) return;
  await table().append([{ ...first, sk: otherDocument(name, fact.hash) }]);
}

/** What is known of a document with that content; undefined if none such was rendered for the number. */
export async function getDocument(sellerId: string, number: string, name: DocumentName, hash: string): Promise<DocumentFact | undefined> {
  const first = await getFact(sellerId, number, name);
  if (!first || first.hash === hash) return first;
  const other = await table().get({ ...factKey(sellerId, number, name), sk: otherDocument(name, hash) });
  return other && documentFact.parse(other.body);
}

/** Whether the document lies, or lay, in the working files: an earlier version rendered it there, and filed a copy. */
export function isWorkingFile(sellerId: string, { key }: DocumentFact): boolean {
  return key.startsWith(`${sellerId}/documents/`);
}

/**
 * Marks the number issued, in one transaction with a check that it is what was filed: an invoice only while the
 * number isn't void, a VOID document only if it is. The same again is success.
 *
 * @throws {RecordConflictError} if it was issued with another document
 * @throws {TransientError} if the number became void in between: reading again finds that
 */
export async function markIssued(sellerId: string, number: string, fact: IssuedFact): Promise<void> {
  const expected = fact.isVoid ? 'present' : 'absent';
  try {
    await putOnce([{ ...factKey(sellerId, number, 'issued'), body: fact }], [{ check: factKey(sellerId, number, 'void'), if: expected }]);
  } catch (error) {
    const found = (await getFact(sellerId, number, 'void')) ? 'present' : 'absent';
    if (found === expected) throw error;
    throw new TransientError(`Number ${number} of seller "${sellerId}" ${fact.isVoid ? 'is not void' : 'became void in between'}.`);
  }
}

/**
 * The changes that make a number void, for the transaction of the decision: no invoice will be issued under it. They
 * hold once, and only while nothing is issued under the number.
 */
export function voidChanges(decided: VoidDocument): Change[] {
  const { seller, number } = decided;
  return [
    { put: { ...factKey(seller.id, number, 'void'), body: decided }, if: 'absent' },
    { check: factKey(seller.id, number, 'issued'), if: 'absent' },
  ];
}

/** How the sort keys of a customer's invoices begin. */
const AMONG_CUSTOMERS = 'invoice|';
/** Sort key of a document that is not the first of its number. */
const otherDocument = (name: DocumentName, hash: string): string => `${name}|${hash}`;
const factKey = (sellerId: string, number: string, name: Fact): Key => ({ pk: `${sellerId}|invoice|${number}`, sk: name });
