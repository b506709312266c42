/** What a mail about an order names, written as its document writes it. */
export interface NamedInOrder {
  readonly order: string;
  readonly number: string;
  readonly amount: string;
  readonly dueDate: string;
  readonly iban: string;
  /** Moment up to which the goods are kept. */
  readonly until: string;
}

/** An item that is not there, by its name. */
export interface MissingInMail {
  readonly name: string;
  readonly wanted: string;
  readonly available: string;
  /** Day. */
  readonly since: string | undefined;
  readonly alternatives: readonly string[];
}

/** How an order ended whose goods were there; it failed for reasons that are none of the customer's. */
export type HowItEnded = 'unpaid' | 'cancelled' | 'failed';

/** What is said of orders, on their documents and in mails, paragraph by paragraph. */
export interface OrderTexts {
  readonly group: (order: string) => string;
  readonly shipping: string;
  /** Why the invoice of an order is credited. */
  readonly creditReason: Readonly<Record<HowItEnded, (order: string) => string>>;
  readonly confirmed: OrderMail<NamedInOrder & { readonly isPaid: boolean }>;
  readonly toPay: OrderMail<NamedInOrder & { readonly isDeclined: boolean }>;
  readonly missing: OrderMail<{ readonly order: string; readonly missing: readonly MissingInMail[] }>;
  readonly ended: OrderMail<{ readonly order: string; readonly as: HowItEnded; readonly isCredited: boolean }>;
}

export interface OrderMail<Named> {
  readonly subject: (order: string, seller: string) => string;
  readonly text: (named: Named) => string[];
}
