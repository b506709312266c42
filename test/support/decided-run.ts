/** The seller and the run that tests of decisions are about; nothing of them is stored. */
import type { BillingRun } from '../../shared/billing-run.ts';
import { seller } from '../../shared/catalog.ts';

/** Each of its runs waits for one of two people. */
export const RELEASING_SELLER = seller.parse({
  id: 'kranich',
  name: 'Kranich Software GmbH',
  brand: 'Kranich',
  address: { street: 'Lindengasse 4', postalCode: '1070', city: 'Wien', country: 'AT' },
  zone: 'Europe/Vienna',
  email: 'billing@kranich.example',
  bank: { holder: 'Kranich', bank: 'Donaubank', iban: 'AT61 1904 3002 3457 3201', bic: 'DONAATWW' },
  numberSeries: { prefix: 'RE' },
  release: { policy: 'always', by: ['ops@kranich.example', 'cfo@kranich.example'] },
});

/** Its first run of October 2026, which ops began. */
export function octoberRun(changes: Partial<BillingRun>): BillingRun {
  return {
    schema: 1,
    id: 'kranich-2026-10-1',
    sellerId: RELEASING_SELLER.id,
    month: '2026-10',
    sequence: 1,
    openedAt: '2026-11-02T05:00:00Z',
    execution: 'x',
    startedBy: 'ops@kranich.example',
    isDryRun: false,
    state: 'sealed',
    round: 1,
    ...changes,
  };
}
