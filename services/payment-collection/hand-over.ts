import { csvText } from '../../shared/accounting/csv-rows.ts';
import { chargedBy } from '../../shared/dunning/dunning-case.ts';
import type { CaseRecord } from '../../shared/dunning/dunning-case.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { amountText, decimal } from '../../shared/money.ts';
import type { Balance } from '../../shared/receivables/balance.ts';

const HEAD = [
  ...['creditor', 'debtor', 'street', 'postal_code', 'city', 'country', 'email', 'customer', 'vat_id'],
  ...['invoice', 'issue_date', 'due_date', 'currency', 'payable_amount', 'received_amount', 'credited_amount'],
  ...['principal_amount', 'fees_amount', 'interest_amount', 'interest_until', 'claim_amount', 'letters', 'last_letter'],
];

/** The claim as a collection agency takes it over: a CSV file of one row, dates by ISO 8601, decimals with a point. */
export function handOverFile(invoice: Invoice, balance: Balance, { done }: CaseRecord): string {
  const { seller, customer, currency, totals } = invoice;
  const { address } = customer;
  const { fees, interest } = chargedBy(done, currency);
  const letters = done.filter((it) => it.letter);
  const principal = amountText(decimal(balance.open).minus(decimal(fees)).minus(decimal(interest)), currency);
  const claim = [seller.name, customer.name, address.street, address.postalCode, address.city, address.country, customer.email];
  return csvText(
    [
      HEAD,
      [
        ...claim,
        ...[customer.id, customer.vatId, invoice.number, invoice.issueDate, invoice.dueDate, currency, totals.payable],
        ...[balance.received, balance.credited, principal, fees, interest],
        ...[done.findLast((it) => it.interestDays)?.interestDays?.last, balance.open, letters.length, letters.at(-1)?.day],
      ],
    ],
    { isFirst: true },
  );
}
