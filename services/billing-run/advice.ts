/** What a person should change so that a customer that was set aside can be billed, by the error that set it aside. */
const ADVICE: Readonly<Record<string, string>> = {
  TaxUndeterminedError: "Correct the customer's address or VAT id, or the seller's tax, in the catalog and import it; then repair.",
  NotPriceableError:
    'Correct the plan or the meter in the catalog and import it, or reverse the event and send the right one under a new id; then repair.',
  NegativeDraftError:
    'Nothing is lost: what is owed to the customer is set against the next bill that comes to more, or becomes a credit note once an invoice of it is there.',
  ClaimTakenError:
    'Another run has billed a period, or used a coupon, of this customer in the meantime. Repair: both are left to that run.',
  InvariantError: 'The figures of the draft contradict each other. This is a fault of Stepbill: keep the draft and report it.',
  TableLimitError: 'The customer has more periods or lines than one document holds. Bill earlier months first, or end subscriptions.',
  NoResultError: 'Nothing is wrong with the customer: its batch was cut off. Repair prepares it again.',
  RejectedByPerson: 'See the reason. Once it is mended, repair brings the customer back into the run.',
  TransientError: 'The table or the files were busy for too long. Repair tries again.',
  'States.Timeout': 'The step took too long. Repair tries again; if it happens again, look at the amount of usage of this customer.',
};
const UNKNOWN = 'This is not an error a customer can cause. Look at the error, mend its cause, and repair; report it if it stays.';

/** @param error name of the error */
export function adviceFor(error: string): string {
  return ADVICE[error] ?? (error.startsWith('Lambda.') ? ADVICE['TransientError'] : undefined) ?? UNKNOWN;
}
