/** What banks mean by their codes for debits that are rejected or go back: docs/sources.md#sepa-direct-debit. */
const REASONS: Readonly<Record<string, string>> = {
  AC01: 'the IBAN of the customer is wrong',
  AC04: 'the account of the customer is closed',
  AC06: 'the account of the customer is blocked',
  AC13: 'the account is that of a consumer, and the mandate is for businesses',
  AG01: 'the account takes no direct debits',
  AG02: 'the sequence type or the scheme is wrong',
  AM04: 'the account has insufficient funds',
  AM05: 'the debit was there already',
  BE05: 'the creditor identifier is not known',
  CNOR: "the seller's bank is not reached by this scheme",
  DNOR: "the customer's bank is not reached by this scheme",
  FF01: 'the file has a wrong format',
  FF05: 'the scheme of the debit is wrong',
  MD01: 'there is no valid mandate',
  MD02: 'the mandate lacks data, or its data are wrong',
  MD06: 'the customer has asked for the money back',
  MD07: 'the customer has died',
  MS02: 'the customer refuses the debit',
  MS03: 'the bank gives no reason',
  RC01: "the BIC of the customer's bank is wrong",
  RR01: 'the account of the customer is missing, by rules of law',
  RR02: 'name or address of the customer is missing, by rules of law',
  RR03: 'name or address of the seller is missing, by rules of law',
  RR04: 'rules of law forbid it',
  SL01: "the customer's bank has a list by which it refuses the debit",
  TM01: 'the file came too late for its day',
};

/** A bank's reason in words; a code that is not known stands for itself. */
export function returnReason(code: string): string {
  return REASONS[code] ?? `the bank says ${code}`;
}
