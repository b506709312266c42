import type { InvoiceView } from './invoice-view.ts';
import type { OrderView } from './orders.store.ts';

/** An order as its page shows it. */
export interface ShownOrder extends OrderView {
  /** Absent before there is one. */
  readonly invoice: InvoiceView | undefined;
}
