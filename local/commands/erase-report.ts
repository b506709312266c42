import type { Kind } from '../customer-records.ts';
import { totalOf } from './erase-customer.ts';
import type { ErasedCounts, Erasing } from './erase-customer.ts';
import { alignedTable, counted, countOf, minute } from './report.ts';
import { typed } from './typed.ts';

/** Years from the end of the one in which it was issued. @see docs/sources.md#retention */
const INVOICE_YEARS = 8;

/** How long a stage's table can be had back as it was; services/storage/serverless.yml says so. */
const RECOVERY_DAYS = 35;

/** Which counts belong to a kind of record, and what stays of it. */
const KINDS: Readonly<Record<Kind, { readonly counts: readonly string[]; readonly stays: string }>> = {
  profile: { counts: ['contacts'], stays: 'id and time zone, by which periods were billed' },
  subscriptions: { counts: [], stays: 'plans and dates, by id' },
  usage: { counts: ['events', 'reversals', 'lateMarkers'], stays: 'a hash of each id and content, by which what is sent again is known' },
  quarantine: { counts: ['quarantined'], stays: 'a hash of each text that was dismissed' },
  drafts: { counts: ['snapshotsReduced', 'snapshots', 'charges', 'drafts'], stays: 'quantities and charges that were billed' },
  claims: { counts: [], stays: 'billed periods, by id' },
  coupons: { counts: [], stays: 'how much of them bills took, by id' },
  credits: { counts: [], stays: 'how much of them bills took, by id' },
  runs: { counts: ['causes'], stays: 'sums, by id; decisions, in the words of whoever made them' },
  orders: { counts: ['addresses'], stays: 'what was ordered, at which price, and how it ended, by id' },
  invoices: { counts: [], stays: 'all of it: the law asks for it' },
  receivables: { counts: [], stays: 'what is owed for them' },
  mails: { counts: [], stays: 'with their invoices' },
  audit: { counts: [], stays: 'acts of people, by id: the chain can not be cut' },
};

/** What an erasing comes to as JSON. */
export function eraseAnswer({ isDone, customerId, counts, held, invoices, ...rest }: Erasing): object {
  const isNothingLeft = totalOf(counts) === 0;
  return { customerId, isErased: isDone, isNothingLeft, counts, held, ...(invoices && { invoicesUntil: untilOf(invoices) }), ...rest };
}

/** What is erased, what stays and why, what is in the way, and what may be erased later; and what to type next. */
export function eraseReport(erasing: Erasing): string[] {
  const { customerId, isDone, wasCutOff, counts, closedBefore, obstacles } = erasing;
  const isNothing = totalOf(counts) === 0;
  const head = isNothing
    ? `Nothing of ${customerId} is left to erase today.`
    : isDone
      ? `Erased of ${customerId}; usage before ${minute(closedBefore)} UTC is closed:`
      : `Would be erased of ${customerId}; usage before ${minute(closedBefore)} UTC would be closed:`;
  return [
    ...(wasCutOff
      ? [isDone || isNothing ? 'An erasing that was cut off is completed.' : 'An erasing was cut off; --yes completes it.']
      : []),
    head,
    ...kindTable(erasing),
    ...files(counts),
    ...(obstacles.length > 0 ? ['', 'In the way of more:', ...obstacles.map((it) => `  ${it}`)] : []),
    ...later(erasing),
    ...invoiceLines(erasing),
    '',
    ...(isDone || isNothing
      ? [backups(erasing), 'Files it came from, such as catalogs and events that were imported, are yours to remove.']
      : ['Nothing was changed. It can not be undone. To do it:', `  ${typed(`erase ${customerId} --yes --as <you>`)}`]),
  ];
}

/** By kind of what is held, or where that was not counted, of what is erased. */
function kindTable({ held, counts, isDone }: Erasing): string[] {
  const rows = (Object.keys(KINDS) as Kind[])
    .map((kind) => ({ kind, erased: KINDS[kind].counts.reduce((sum, name) => sum + (counts[name] ?? 0), 0) }))
    .filter(({ kind, erased }) => (held?.[kind] ?? erased) > 0)
    .map(({ kind, erased }) => [kind, ...(held ? [counted(held[kind])] : []), counted(erased), KINDS[kind].stays]);
  const heads = ['', ...(held ? ['Held'] : []), isDone ? 'Erased' : 'Erase', 'What stays'];
  return alignedTable(heads, rows).map((line) => `  ${line}`);
}

/** Where what was erased still is. A stage is told by what nobody counted there. */
function backups({ held }: Erasing): string {
  return held
    ? `Backups still hold what was erased, until they are brought up to date or removed: ${typed('backup <folder>')}`
    : `The table's recovery and former versions of working files hold it for ${RECOVERY_DAYS} days more.`;
}

/** What lies beside the records. */
function files(counts: ErasedCounts): string[] {
  const found = [
    { count: counts['previews'] ?? 0, one: 'preview of a draft', many: 'previews of drafts' },
    {
      count: counts['reviews'] ?? 0,
      one: 'review of a run, out of which causes are taken',
      many: 'reviews of runs, out of which causes are taken',
    },
    {
      count: counts['catalogs'] ?? 0,
      one: 'content of an import, out of which the customer is taken',
      many: 'contents of imports, out of which the customer is taken',
    },
    {
      count: counts['orderMails'] ?? 0,
      one: 'mail about an order that was never invoiced',
      many: 'mails about orders that were never invoiced',
    },
    { count: counts['leftRows'] ?? 0, one: 'row in a list of what was not counted', many: 'rows in lists of what was not counted' },
  ].filter(({ count }) => count > 0);
  return found.length === 0 ? [] : [`  and of files: ${found.map(({ count, one, many }) => countOf(count, one, many)).join('; ')}.`];
}

function later({ usageLater, contactsLater }: Erasing): string[] {
  const lines = [
    ...(usageLater ? [`  usage up to ${usageLater.through}: from ${usageLater.from} on`] : []),
    ...(contactsLater === undefined ? [] : [`  name, address and contacts: ${contactsLater}`]),
  ];
  return lines.length === 0 ? [] : ['', 'Later, by the same command:', ...lines];
}

function invoiceLines({ invoices }: Erasing): string[] {
  if (invoices === undefined)
    return ['', `Invoices stay, with their records, at least until ${INVOICE_YEARS} years after the end of theirs.`];
  const years = Object.entries(untilOf(invoices));
  if (years.length === 0) return [];
  return [
    '',
    'Invoices stay, with their records and mails, at least until the end of the year:',
    ...years.map(([year, until]) => `  ${counted(invoices[year] ?? 0)} of ${year}: ${until.slice(0, 4)}`),
  ];
}

function untilOf(invoices: NonNullable<Erasing['invoices']>): Record<string, string> {
  const years = Object.keys(invoices).sort();
  return Object.fromEntries(years.map((year) => [year, `${Number(year) + INVOICE_YEARS}-12-31`]));
}
