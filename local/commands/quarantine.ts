/** What was sent and not counted, in a data folder, on a stage, or behind an address. */
import type { QuarantineEntry, ReasonCode } from '../../shared/quarantine.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import type { Replayed } from './decide-quarantine.ts';
import type { QuarantinePage, QuarantineSummary, Shown } from './quarantine-list.ts';

/** That of one seller; each is refused in a sentence. */
export interface Quarantine {
  summary(): Promise<QuarantineSummary>;
  page(shown: Shown): Promise<QuarantinePage>;
  /** The entry of an id, or of its beginning. */
  named(id: string): Promise<QuarantineEntry>;
  /** Of a conflict, the event that counts instead, where that can be told. */
  storedInstead(entry: QuarantineEntry): Promise<UsageEvent | undefined>;
  /** Ids of what a person may replay: of one reason, or all. */
  replayable(reason: ReasonCode | undefined): AsyncIterable<string>;
  /** Sends entries through ingestion again. */
  replay(ids: AsyncIterable<string> | Iterable<string>): Promise<Replayed>;
  /** Marks entries as dismissed, with why. */
  dismiss(ids: readonly string[], reason: string): Promise<{ dismissed: number; before: number }>;
}
