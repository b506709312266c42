/** The quarantine behind an address: the same that is shown and done in a data folder, by the HTTP API. */
import type { QuarantineEntry, ReasonCode, ReplayFate } from '../../shared/quarantine.ts';
import type { Replayed } from '../commands/decide-quarantine.ts';
import { CommandError } from '../commands/errors.ts';
import type { ApiClient } from './api-client.ts';

const AT_ONCE = 90;
const LEAST_ID = 6;

type Entry = Omit<QuarantineEntry, 'schema' | 'version'>;

/** Every event in quarantine, dismissed ones among them; of a long one its beginning. */
export async function* remoteQuarantined(api: ApiClient, sellerId: string): AsyncGenerator<QuarantineEntry> {
  for await (const entry of api.entries<Entry>(pathOf(sellerId), 'entries')) yield whole(entry);
}

/** @throws {CommandError} if there is none of that id, or more than one that begins so */
export async function remoteEntryNamed(api: ApiClient, sellerId: string, id: string): Promise<QuarantineEntry> {
  if (!/^[0-9a-f]+$/.test(id) || id.length < LEAST_ID)
    throw new CommandError(`"${id}" is no id of the quarantine: give at least ${LEAST_ID} characters of one it lists.`);
  const { entries } = await api.get<{ entries: Entry[] }>(pathOf(sellerId), { beginning: id });
  const [entry, ...others] = entries;
  if (!entry) throw new CommandError(`There is no entry ${id} in quarantine; it may have been replayed.`);
  if (others.length > 0) throw new CommandError(`${others.length + 1} entries begin with ${id}: give more characters.`);
  return whole(await api.get<Entry>(`${pathOf(sellerId)}/${entry.id}`));
}

/** Ids of what a person may replay: of one reason, or all. */
export async function* remoteReplayable(api: ApiClient, sellerId: string, reason: ReasonCode | undefined): AsyncGenerator<string> {
  for await (const { id, code, dismissed, isCut } of remoteQuarantined(api, sellerId))
    if (!dismissed && !isCut && code !== 'conflict' && (reason === undefined || code === reason)) yield id;
}

/** Sends entries through ingestion again. */
export async function remoteReplay(api: ApiClient, sellerId: string, ids: readonly string[]): Promise<Replayed> {
  const total = { accepted: 0, duplicate: 0, refused: 0, conflict: 0, dismissed: 0, cut: 0, gone: 0 };
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const { fates } = await api.post<{ fates: { fate: ReplayFate }[] }>(`${pathOf(sellerId)}/replay`, {
      ids: ids.slice(start, start + AT_ONCE),
    });
    for (const { fate } of fates) total[fate]++;
  }
  return total;
}

/** Marks entries as dismissed, with why; who does it, the token says. */
export async function remoteDismissal(
  api: ApiClient,
  sellerId: string,
  ids: readonly string[],
  reason: string,
): Promise<{ dismissed: number; before: number }> {
  let [dismissed, before] = [0, 0];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const wanted = { ids: ids.slice(start, start + AT_ONCE), reason };
    const done = await api.post<{ dismissed: number; before: number }>(`${pathOf(sellerId)}/dismiss`, wanted);
    dismissed += done.dismissed;
    before += done.before;
  }
  return { dismissed, before };
}

/** An answer has no version of the record: nothing is written by it. */
const whole = (entry: Entry): QuarantineEntry => ({ schema: 1, version: 0, ...entry });
const pathOf = (sellerId: string): string => `/v1/sellers/${sellerId}/quarantine`;
