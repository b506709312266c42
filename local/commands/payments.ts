/** Money as commands ask for it and decide on it: in a data folder, on a stage, or behind an address. */
import type { ListedTransaction } from '../../shared/bank/listed-transactions.store.ts';
import type { BankMapping } from '../../shared/bank/csv-mapping.ts';
import type { PaymentDecision } from '../../shared/bank/payment-decision.ts';
import type { Decided } from '../../shared/bank/payment-decision.store.ts';
import type { TakenStatement } from '../../shared/bank/statement-intake.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import type { Collection } from '../../shared/payments/collection.ts';
import type { RejectedDebit } from '../../shared/payments/reported-debits.store.ts';
import type { WaitingDebit } from '../../shared/payments/waiting-debit.store.ts';
import type { Ageing } from '../../shared/receivables/ageing.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import type { RefundSet } from '../../shared/receivables/refund.ts';
import type { StatementOfAccount } from '../../shared/receivables/statement.ts';

/** Of one seller; each is refused in a sentence. */
export interface Payments {
  /** @param isOverdue only invoices that are overdue */
  receivables(isOverdue: boolean): Promise<Receivables>;
  /** By the day they were booked on. @param isUnmatched only those that something is left of, with proposals */
  transactions(isUnmatched: boolean): Promise<ListedTransaction[]>;
  /** Ids of transactions that begin so. */
  transactionsBeginning(beginning: string): Promise<string[]>;
  importStatement(statement: StatementFile): Promise<TakenStatement>;
  decide(decision: PaymentDecision, reason: string): Promise<Decided>;
  /** What an issued document of a number is; undefined if there is none. */
  documentKind(number: string): Promise<Invoice['kind'] | undefined>;
  /** Whether something is collected under an id. */
  isCollected(payment: string): Promise<boolean>;
  /** Orders all refunds that no file orders yet. @param on the day on which the bank is to pay; today if not given */
  orderRefunds(on: string | undefined): Promise<RefundSet[]>;
  directDebits(): Promise<DirectDebits>;
  /** Files what is due within two weeks. Again it files what has come since, or nothing. */
  fileDebits(): Promise<FiledDebits[]>;
  reportDebits(report: Uint8Array): Promise<TakenReport>;
  /**
   * Where a file for the bank lies.
   *
   * @param folder it is put there; if not given, it is left where it lies, or put into this one if that is elsewhere
   */
  bankFile(file: BankFile, folder: string | undefined): Promise<string>;
  statement(customerId: string, days: { readonly from: string; readonly to: string }): Promise<StatementOfAccount>;
  statementPdf(statement: StatementOfAccount): Promise<Uint8Array>;
}

/** What is open on a day of the seller's zone. */
export interface Receivables {
  readonly day: string;
  readonly items: readonly OpenItem[];
  readonly ageing: readonly Ageing[];
}

/** A file of the bank as it is given. */
export interface StatementFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** How the rows of a CSV file become transactions; without one it is camt.053. */
  readonly mapping: BankMapping | undefined;
}

/** Debits in one file; where that is, `bankFile` says. */
export type FiledDebits = Omit<Collection, 'key'>;

/** Debits that wait, whenever they are due, and the files there are. */
export interface DirectDebits {
  readonly waiting: readonly WaitingDebit[];
  readonly collections: readonly FiledDebits[];
}

/** What became of a report of the bank. */
export type TakenReport =
  { readonly outcome: 'taken'; readonly rejected: readonly RejectedDebit[] } | { readonly outcome: 'refused'; readonly reason: string };

/** A file for the bank: refunds that it orders, or direct debits. */
export interface BankFile {
  readonly of: 'refunds' | 'debits';
  readonly id: string;
}
