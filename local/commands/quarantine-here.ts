import { storedInstead } from '../../shared/stored-instead.store.ts';
import type { Invoke } from '../runner/scope.ts';
import { dismiss, replay, replayableIds } from './decide-quarantine.ts';
import { entryNamed, quarantinePage, quarantineSummary } from './quarantine-list.ts';
import type { Quarantine } from './quarantine.ts';

/**
 * That of a data folder or a stage.
 *
 * @param by who types
 */
export function quarantineHere({ invoke }: { readonly invoke: Invoke }, sellerId: string, by: string): Quarantine {
  return {
    summary: () => quarantineSummary(sellerId),
    page: (shown) => quarantinePage(sellerId, shown),
    named: (id) => entryNamed(sellerId, id),
    storedInstead: (entry) => storedInstead(sellerId, entry),
    replayable: (reason) => replayableIds(sellerId, reason),
    replay: (ids) => replay(invoke, sellerId, ids),
    dismiss: (ids, reason) => dismiss(invoke, sellerId, { ids, by, reason }),
  };
}
