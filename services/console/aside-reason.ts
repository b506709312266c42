import type { SetAsideReason } from '../../shared/billing-run.ts';

/** Names in forms and addresses what has to be done about several customers alike: the error, where, and who rejected them. */
export function reasonKey({ error, step = '', by = '' }: Pick<SetAsideReason, 'error' | 'step' | 'by'>): string {
  return [error, step, by].join('|');
}

/** The decision behind an error, as a person says it. */
export function reasonTitle({ error, by }: Pick<SetAsideReason, 'error' | 'by'>): string {
  return by === undefined ? (TITLES[error] ?? error) : `Rejected by ${by}`;
}

const TITLES: Readonly<Record<string, string>> = {
  TaxUndeterminedError: 'Tax can’t be told',
  NotPriceableError: 'Can’t be priced',
  NegativeDraftError: 'Below zero',
  ClaimTakenError: 'Billed by another run',
  InvariantError: 'Figures contradict each other',
  TableLimitError: 'Too much for one document',
  NoResultError: 'Without result',
  TransientError: 'Busy for too long',
  'States.Timeout': 'Took too long',
};
