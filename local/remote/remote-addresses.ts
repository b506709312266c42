/** Addresses that nothing is sent to, behind an address of the HTTP API. */
import type { MarkedAddress } from '../../shared/marked-address.ts';
import type { MarkedAddresses } from '../commands/mail-troubles.ts';
import type { ApiClient } from './api-client.ts';

export function remoteAddresses(api: ApiClient, sellerId: string): MarkedAddresses {
  const seller = `/v1/sellers/${sellerId}`;
  return {
    async marked() {
      const { addresses } = await api.get<{ addresses: Omit<MarkedAddress, 'schema'>[] }>(`${seller}/marked-addresses`);
      return addresses.map((it) => ({ schema: 1, ...it }));
    },
    decide: (address, decision, reason) => api.post(`${seller}/address-decisions`, { address, decision, reason }),
  };
}
