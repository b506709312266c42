import { paymentDecision, type PaymentDecision } from '../../shared/bank/payment-decision.ts';
import { shareTyped } from '../../shared/bank/wanted-share.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { transferPayee } from '../../shared/receivables/refund.ts';
import type { RefundOf, TransferPayee } from '../../shared/receivables/refund.ts';
import { RequestError } from '../../shared/request-error.ts';
import { fieldOf } from './asking.ts';

/** What was decided on a transaction of the bank. @throws {RequestError} 400 naming what is missing */
export function decisionOnTransaction(form: FormData, transaction: string): PaymentDecision {
  const number = fieldOf(form, 'number');
  switch (fieldOf(form, 'act')) {
    case 'match': {
      const shares = [...form.getAll('number').map(String), ...wordsIn(form, 'others')].map(shareTyped);
      if (shares.length === 0) throw new RequestError(400, 'Choose an invoice, or write its number.');
      return fitting({ kind: 'match', transaction, shares, isSettling: fieldOf(form, 'settle') === 'yes' });
    }
    case 'unmatch':
      return { kind: 'unmatch', transaction, ...(number === undefined ? {} : { number }) };
    case 'dismiss':
      return { kind: 'dismiss', transaction };
    case 'refund':
      return refundOf({ kind: 'transaction', transaction }, form);
    default:
      throw new RequestError(400, 'Say what is to be done: match, unmatch, dismiss or refund.');
  }
}

/** What was decided on an invoice or a credit note. @throws {RequestError} 400 naming what is missing */
export function decisionOnDocument(form: FormData, number: string, isCreditNote: boolean): PaymentDecision {
  switch (fieldOf(form, 'act')) {
    case 'use':
      return fitting({ kind: 'use-credit-note', number, shares: wordsIn(form, 'shares').map(shareTyped) });
    case 'write-off':
      return { kind: 'write-off', number };
    case 'undo-write-off':
      return { kind: 'undo-write-off', number };
    case 'refund':
      return refundOf({ kind: isCreditNote ? 'credit-note' : 'invoice', number }, form);
    default:
      throw new RequestError(400, 'Say what is to be done: use, write-off, undo-write-off or refund.');
  }
}

/**
 * What was decided on a refund.
 *
 * @param kind of the document that it was for; undefined if there is none of that number, so that a payment is meant
 */
export function decisionOnRefund(form: FormData, refund: string, kind: Invoice['kind'] | undefined): PaymentDecision {
  const of = fieldOf(form, 'of') ?? '';
  switch (fieldOf(form, 'act')) {
    case 'send':
      return { kind: 'send-refund', refund };
    case 'allocate':
      if (kind === undefined) return { kind: 'allocate-refund', refund, of: { kind: 'payment', payment: of } };
      return { kind: 'allocate-refund', refund, of: { kind: kind === 'credit-note' ? kind : 'invoice', number: of } };
    default:
      return { kind: 'cancel-refund', refund };
  }
}

function refundOf(of: RefundOf, form: FormData): PaymentDecision {
  const to = payeeIn(form);
  return { kind: 'refund', of, ...(to ? { payee: to } : {}) };
}

function payeeIn(form: FormData): TransferPayee | undefined {
  const [name, iban] = [fieldOf(form, 'name'), fieldOf(form, 'iban')];
  if (name === undefined && iban === undefined) return undefined;
  const said = transferPayee.safeParse({ by: 'transfer', name, iban: iban?.toUpperCase() });
  if (said.success) return said.data;
  throw new RequestError(400, 'To pay it to another account write both: whose it is, and a valid IBAN.');
}

function wordsIn(form: FormData, name: string): string[] {
  return (fieldOf(form, name) ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

function fitting(said: unknown): PaymentDecision {
  const parsed = paymentDecision.safeParse(said);
  if (parsed.success) return parsed.data;
  throw new RequestError(400, 'Write each as RE-2026-000017=50.00, at most 20 of them.');
}
