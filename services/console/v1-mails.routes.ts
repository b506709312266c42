import { z } from 'zod';
import { markedAddress } from '../../shared/marked-address.ts';
import { markedAddresses } from '../../shared/marked-address.store.ts';
import { steps } from '../../shared/ports.ts';
import { sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const SELLER = '/v1/sellers/{sellerId}';
const markedAnswer = markedAddress.omit({ schema: true, clearedAt: true }).meta({ id: 'MarkedAddress' });
const decided = z.object({
  isNew: z.boolean().describe('Whether anything changed.'),
  sent: z.array(z.string()).describe('Numbers of the invoices that went out, which had been held back.'),
});

/** Mails: the addresses that nothing is sent to, and what people decide on them. */
export const MAIL_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/marked-addresses`, name: 'listMarkedAddresses', part: 'mails', role: 'viewer' },
    params: sellerParams,
    summary: 'Addresses that nothing is sent to until a person clears them, the latest first, and what was held back',
    answer: z.object({ addresses: z.array(markedAnswer) }),
    work: async ({ path: { sellerId } }) => ({ addresses: await markedAddresses(sellerId) }),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${SELLER}/address-decisions`, name: 'decideAddress', part: 'mails', role: 'biller', params: sellerParams },
    summary: 'Say that mails to an address come back, or that it works again',
    description: 'Invoices that were held back go out when it is cleared; letters do not. The same again changes nothing.',
    body: z.strictObject({
      address: z.email().max(254),
      decision: z.enum(['mark', 'clear']),
      reason: z.string().trim().min(1).max(500).describe('Why; kept in the audit log.'),
    }),
    answer: decided,
    async work({ path, body, by, at }) {
      return decided.parse(await steps().call('payment-collection/decide-address', { ...path, ...body, by: by.email, at }));
    },
  }),
];
