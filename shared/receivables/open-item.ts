import type { Balance } from './balance.ts';

/** A document that is not settled, or one that somebody asks for. */
export interface OpenItem extends Balance {
  readonly number: string;
  readonly customerId: string;
  readonly customer: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly currency: string;
  readonly payable: string;
}
