import { z } from 'zod';
import { currencyCode, decimalText } from '../money.ts';
import { plainDate } from '../period.ts';
import type { Balance } from './balance.ts';

/** A document of which something is open, as it is listed: what it comes to, written with every entry of it. */
export const listedItem = z.object({
  schema: z.literal(1),
  number: z.string(),
  /** It is a credit note, and below zero what is left of it. */
  isCreditNote: z.literal(true).optional(),
  customerId: z.string(),
  customer: z.string(),
  issueDate: plainDate,
  dueDate: plainDate,
  currency: currencyCode,
  payable: decimalText,
  open: decimalText,
  received: decimalText,
  credited: decimalText,
  writtenOff: decimalText,
  charged: decimalText,
  uncollectible: decimalText,
  refunded: decimalText,
});
export type ListedItem = z.infer<typeof listedItem>;

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
