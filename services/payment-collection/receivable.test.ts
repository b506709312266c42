import { expect, it } from '@jest/globals';

import { invoiceFor } from '../../test/support/runs.ts';
import { receivableOf } from './receivable.ts';

it('is what is payable, until the due date, under the number of the invoice', () => {
  const totals = { net: '10.00', tax: '2.00', gross: '12.00', payable: '11.00' };
  expect(receivableOf(invoiceFor('adler', 'RE-2026-000001', { totals }))).toEqual({
    schema: 1,
    means: 'transfer',
    reference: 'RE-2026-000001',
    currency: 'EUR',
    amount: '11.00',
    dueDate: '2026-11-16',
  });
});
