/** The quarantine behind an address: the same that is shown and done in a data folder, by the HTTP API. */
import type { QuarantineEntry, ReplayFate } from '../../shared/quarantine.ts';
import { CommandError } from '../commands/errors.ts';
import { quarantinePage, quarantineSummary } from '../commands/quarantine-list.ts';
import type { Quarantine } from '../commands/quarantine.ts';
import type { ApiClient } from './api-client.ts';

const AT_ONCE = 90;
const LEAST_ID = 6;

type Entry = Omit<QuarantineEntry, 'schema' | 'version'>;

export function remoteQuarantine(api: ApiClient, sellerId: string): Quarantine {
  const path = `/v1/sellers/${sellerId}/quarantine`;

  /** Every event in quarantine, dismissed ones among them; of a long one its beginning. */
  async function* entries(): AsyncGenerator<QuarantineEntry> {
    for await (const entry of api.entries<Entry>(path, 'entries')) yield whole(entry);
  }

  return {
    summary: () => quarantineSummary(sellerId, entries()),
    page: (shown) => quarantinePage(sellerId, shown, entries()),
    async named(id) {
      if (!/^[0-9a-f]+$/.test(id) || id.length < LEAST_ID)
        throw new CommandError(`"${id}" is no id of the quarantine: give at least ${LEAST_ID} characters of one it lists.`);
      const [entry, ...others] = (await api.get<{ entries: Entry[] }>(path, { beginning: id })).entries;
      if (!entry) throw new CommandError(`There is no entry ${id} in quarantine; it may have been replayed.`);
      if (others.length > 0) throw new CommandError(`${others.length + 1} entries begin with ${id}: give more characters.`);
      return whole(await api.get<Entry>(`${path}/${entry.id}`));
    },
    storedInstead: () => Promise.resolve(undefined),
    async *replayable(reason) {
      for await (const { id, code, dismissed, isCut } of entries())
        if (!dismissed && !isCut && code !== 'conflict' && (reason === undefined || code === reason)) yield id;
    },
    async replay(ids) {
      const total = { accepted: 0, duplicate: 0, refused: 0, conflict: 0, dismissed: 0, cut: 0, gone: 0 };
      // All of them are known before the first leaves the list that they are read from.
      const wanted = await Array.fromAsync(ids);
      for (let start = 0; start < wanted.length; start += AT_ONCE) {
        const { fates } = await api.post<{ fates: { fate: ReplayFate }[] }>(`${path}/replay`, {
          ids: wanted.slice(start, start + AT_ONCE),
        });
        for (const { fate } of fates) total[fate]++;
      }
      return total;
    },
    async dismiss(ids, reason) {
      let [dismissed, before] = [0, 0];
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        const wanted = { ids: ids.slice(start, start + AT_ONCE), reason };
        const done = await api.post<{ dismissed: number; before: number }>(`${path}/dismiss`, wanted);
        dismissed += done.dismissed;
        before += done.before;
      }
      return { dismissed, before };
    },
  };
}

/** An answer has no version of the record: nothing is written by it. */
const whole = (entry: Entry): QuarantineEntry => ({ schema: 1, version: 0, ...entry });
