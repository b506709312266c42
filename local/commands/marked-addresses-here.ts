import { now } from '../../shared/clock.ts';
import { markedAddresses } from '../../shared/marked-address.store.ts';
import type { Invoke } from '../runner/scope.ts';
import { invokeStep } from './invoke-step.ts';
import type { DecidedAddress, MarkedAddresses } from './mail-troubles.ts';

/**
 * Those of a data folder or a stage.
 *
 * @param by who types
 */
export function markedAddressesHere({ invoke }: { readonly invoke: Invoke }, sellerId: string, by: string): MarkedAddresses {
  return {
    marked: () => markedAddresses(sellerId),
    async decide(address, decision, reason) {
      const wanted = { sellerId, address, decision, by, reason, at: now().toISOString() };
      return (await invokeStep(invoke, 'payment-collection/decide-address', wanted)) as DecidedAddress;
    },
  };
}
