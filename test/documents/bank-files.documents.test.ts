/** Files that are given to a bank, as the schemas of ISO 20022 see them. */
import { describe, expect, it } from '@jest/globals';

import { collectionFile } from '../../shared/payments/collection-file.ts';
import type { CollectionHead, FiledDebit } from '../../shared/payments/collection.ts';
import { creditTransferXml } from '../../shared/receivables/credit-transfer.ts';
import type { RefundSet } from '../../shared/receivables/refund.ts';
import { faultsBy } from '../support/xml-schema.ts';
import { bankSchema } from './bank-schemas.ts';

const DEBITS = bankSchema('pain.008.001.08');
const TRANSFERS = bankSchema('pain.001.001.09');

const BANK = { holder: 'Müller & Söhne GmbH', bank: 'Donaubank', iban: 'AT611904300234573201', bic: 'DONAATWW' };
const SELLER = { name: 'Müller & Söhne <Vertrieb> GmbH', bank: BANK };
const HEAD: CollectionHead = {
  ...{ schema: 1, id: 'DD-2026-11-02-4f1a9c20', scheme: 'core', at: '2026-11-02T05:00:00Z', by: 'cfo@kranich.example' },
  ...{ day: '2026-11-02', until: '2026-11-16', firstDay: '2026-11-04', isGathered: true },
};
const by = {
  ...{ method: 'direct-debit', creditorId: 'DE98ZZZ09999999999', mandate: 'M-1', signedOn: '2026-01-02', scheme: 'core' },
  ...{ iban: 'DE75512108001245126199', accountHolder: 'Łódź Ünlü & Co. „Süd“', dueOn: '2026-11-16' },
} as const satisfies FiledDebit['by'];

function debit(nth: number, amount: string, sequence: FiledDebit['filed']['sequence'], bic?: string): FiledDebit {
  const number = `RE-2026-${String(nth).padStart(6, '0')}`;
  return {
    ...{ schema: 1, id: `${number}-1`, number, attempt: 1, trigger: 'settlement', customerId: 'adler', amount, currency: 'EUR' },
    ...{ by: { ...by, ...(bic === undefined ? {} : { bic }) }, startedAt: HEAD.at, outcome: { state: 'pending' } },
    filed: { collection: HEAD.id, collectOn: '2026-11-16', sequence },
  };
}

const EVERY = [debit(1, '0.01', 'FRST'), debit(2, '999999.99', 'RCUR', 'GENODEF1XXX'), debit(3, '12.00', 'OOFF'), debit(4, '7', 'FNAL')];
const core = collectionFile(HEAD, SELLER, EVERY);
const foreign = { ...SELLER, bank: { ...BANK, iban: 'DE89370400440532013000' } };

const SET: RefundSet = {
  ...{ schema: 1, id: 'CT-2026-11-02-4f1a9c20', executeOn: '2026-11-03', debtor: { ...BANK, name: SELLER.name }, currency: 'EUR' },
  total: '12.01',
  transfers: [
    { refund: 'refund-1', name: 'Ærø & Ørsted', iban: 'DE75512108001245126199', amount: '12.00', text: 'GK-2026-000001 „Ausfall“' },
    { refund: 'refund-2', name: 'ΑΒΓ'.padEnd(90, 'a'), iban: 'AT611904300234573201', amount: '0.01', text: 'x'.repeat(200) },
  ],
  ...{ at: '2026-11-02T05:00:00.123Z', by: 'cfo@kranich.example' },
};
const transfers = creditTransferXml(SET);

describe('a file keeps to its schema:', () => {
  it.each([
    { what: 'direct debits of every place in a sequence', schema: DEBITS, xml: core },
    { what: 'debits among companies', schema: DEBITS, xml: collectionFile({ ...HEAD, scheme: 'b2b' }, SELLER, EVERY) },
    { what: 'debits of a seller whose BIC is of another country', schema: DEBITS, xml: collectionFile(HEAD, foreign, [EVERY[0]!]) },
    { what: 'transfers that pay back', schema: TRANSFERS, xml: transfers },
  ])('$what', ({ schema, xml }) => {
    expect(faultsBy(schema, xml)).toEqual([]);
  });
});

describe('a fault is found:', () => {
  it.each([
    { fault: 'a debit without its mandate', schema: DEBITS, xml: core.replace(/<MndtRltdInf>.*?<\/MndtRltdInf>/s, '<MndtRltdInf/><X/>') },
    { fault: 'an IBAN with a space', schema: DEBITS, xml: core.replace('DE7551', 'DE75 51') },
    { fault: 'six decimals of an amount', schema: DEBITS, xml: core.replace(/(<InstdAmt[^>]*>)12\.00/, '$112.000001') },
    { fault: 'no end-to-end id', schema: TRANSFERS, xml: transfers.replace(/<EndToEndId>.*?<\/EndToEndId>/, '') },
    { fault: 'the day of execution as the version before had it', schema: TRANSFERS, xml: transfers.replace(/<\/?Dt>/g, '') },
    { fault: 'a name that is too long', schema: TRANSFERS, xml: transfers.replace(/<Nm>/, `<Nm>${'x'.repeat(140)}`) },
  ])('$fault', ({ schema, xml }) => {
    expect(faultsBy(schema, xml)).not.toEqual([]);
  });
});
