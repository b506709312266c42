import { existsSync, renameSync } from 'node:fs';
import type { Catalog } from '../../shared/catalog.store.ts';
import { getCatalog } from '../../shared/catalog.store.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { debitsIn } from '../../shared/payments/collection.store.ts';
import { requirePayment } from '../../shared/payments/payment.store.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { importStatements } from '../commands/bank-import.ts';
import { dunningHere } from '../commands/dunning-here.ts';
import { paymentsHere } from '../commands/payments-here.ts';
import type { Payments } from '../commands/payments.ts';
import { personOf } from '../commands/person.ts';
import { Meter } from '../commands/progress.ts';
import { counted } from '../commands/report.ts';
import { statementTyped, writeStatement } from '../commands/statement.ts';
import type { Workspace } from '../workspace.ts';
import { camtFile } from './camt-file.ts';
import type { SampleClock } from './sample-clock.ts';
import { leaveFile, sampleFile } from './sample-files.ts';
import { BILLED_AT, MONTH, SELLER } from './sample-month.ts';
import { goOn, takeOrders } from './sample-shop.ts';
import { invoicesPaid } from './sample-standing.ts';
import { bookingsOf } from './sample-statement.ts';

/** Before the debits are due, banks have a file of them. */
const DEBITS_FILED_AT = '2026-11-06T08:00:00Z';
/** What the bank has booked until then is known; who has not paid gets a reminder. */
const MONEY_AT = '2026-11-20T08:00:00Z';
const STATEMENT = { currency: 'EUR', opening: '48210.55', from: '2026-11-03', to: '2026-11-19' };
const STATEMENT_FILE = 'bank-statement.xml';
const ACCOUNT_FILE = 'statement-of-account.pdf';

/** Whether the weeks after the month were lived through before. */
export function wasCollected(data: string): boolean {
  return existsSync(sampleFile(data, ACCOUNT_FILE));
}

/** What was left of them to look at: the bank's statement, and the account of a customer. */
export function moneyFiles(data: string): string[] {
  return [STATEMENT_FILE, ACCOUNT_FILE].map((name) => sampleFile(data, name));
}

/**
 * The weeks after the month: a file of direct debits, the orders of a week, the bank's statement, reminders for who has not
 * paid, and money back for who has paid too much. Cut off and done again, it goes on where it was.
 *
 * @returns false where the folder has the sample of an earlier version, which knows of no shop
 */
export async function liveThroughPayments(workspace: Workspace, clock: SampleClock): Promise<boolean> {
  const catalog = await getCatalog(SELLER);
  if (!catalog || (catalog.items ?? []).length === 0) return false;
  const by = personOf(undefined);
  const payments = paymentsHere(workspace, SELLER, by);
  const dunning = dunningHere(workspace, SELLER, by);
  await clock.at(DEBITS_FILED_AT, async () => {
    await payments.fileDebits();
    await dunning.run();
  });
  await takeOrders(workspace, clock, catalog, MONEY_AT);
  await clock.at(MONEY_AT, async () => {
    await goOn(workspace);
    await matchPayments(workspace, payments, catalog);
    await dunning.run();
    await payBack(payments);
    await leaveAccount(workspace, payments);
  });
  return true;
}

async function matchPayments(workspace: Workspace, payments: Payments, catalog: Catalog): Promise<void> {
  const meter = new Meter('Match payments', 1);
  const file = leaveFile(workspace.data, STATEMENT_FILE, await statementOf(payments, catalog));
  const [imported] = await importStatements(payments, [file]);
  await goOn(workspace);
  meter.end(counted(imported?.transactions ?? 0));
}

/** What the bank has booked, by what is owed. */
async function statementOf(payments: Payments, { seller, customers }: Catalog): Promise<string> {
  const { collections } = await payments.directDebits();
  const debits: Payment[] = [];
  for (const { id } of collections)
    for (const debit of await debitsIn(SELLER, id)) debits.push((await requirePayment(SELLER, debit)).payment);
  const bookings = bookingsOf({
    billedOn: BILLED_AT.slice(0, 10),
    open: (await payments.receivables(false)).items,
    customers: new Map(customers.map(({ customer }) => [customer.id, customer])),
    collections,
    debits,
  });
  return camtFile({ ...STATEMENT, iban: seller.bank.iban }, bookings);
}

/** Sends back what a payment was too much, by a file for the bank. */
async function payBack(payments: Payments): Promise<void> {
  const left = await payments.transactions(true);
  for (const { id } of left.filter((it) => it.allocations.length > 0 && !it.left.startsWith('-')))
    await payments.decide({ kind: 'refund', of: { kind: 'transaction', transaction: id } }, 'Paid too much');
  await payments.orderRefunds(undefined);
}

/** The account of the customer who paid two invoices at once. It is the last that is left: with it all has happened. */
async function leaveAccount({ data }: Workspace, payments: Payments): Promise<void> {
  const paid = (await payments.transactions(false)).map(invoicesPaid).filter((numbers) => numbers.length > 0);
  const [number] = paid.find((numbers) => numbers.length > 1) ?? paid[0] ?? [];
  const content = number === undefined ? undefined : await getFact(SELLER, number, 'content');
  if (!content) return;
  const file = sampleFile(data, ACCOUNT_FILE);
  const days = { from: `${MONTH}-01`, to: MONEY_AT.slice(0, 10) };
  await writeStatement(payments, await statementTyped(payments, content.customer.id, days), { pdf: `${file}.part` });
  renameSync(`${file}.part`, file);
}
