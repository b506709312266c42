import { firstQuarantined, quarantinePage } from '../../shared/quarantine.store.ts';
import { isAbout, type QuarantineEntry, type ReasonCode } from '../../shared/quarantine.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import { cursorIn, cursorText } from './cursor.ts';

const PAGE = 40;
/** Entries that are looked at for a page of a filter, before the rest is left to its next page. */
const MOST_LOOKED_AT = 1_000;

/** Entries of a shard that are counted for the navigation: every page reads as many at most, whatever is in quarantine. */
const COUNTED_A_SHARD = 10;

/** How many events wait in quarantine for a person; of very many only that there are so many and more. */
export interface WaitingEvents {
  readonly count: number;
  readonly isWhole: boolean;
}

/** Events in quarantine that nobody has dismissed. */
export async function waitingEvents(sellerId: string): Promise<WaitingEvents> {
  const { entries, isWhole } = await firstQuarantined(sellerId, COUNTED_A_SHARD);
  return { count: entries.filter(({ dismissed }) => !dismissed).length, isWhole };
}

/** What of the quarantine is looked for. */
export interface QuarantineQuery {
  readonly reason: ReasonCode | undefined;
  /** Id of a customer, as events name it. */
  readonly customer: string | undefined;
  readonly after: string | undefined;
}

export interface QuarantineFound {
  readonly entries: readonly QuarantineEntry[];
  readonly next?: string;
}

/**
 * Entries of the quarantine, dismissed ones among them, as they are spread.
 *
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function quarantineFound(sellerId: string, { reason, customer, after }: QuarantineQuery): Promise<QuarantineFound> {
  let place = cursorIn(shardPlace, after) ?? { shard: 0 };
  const found: QuarantineEntry[] = [];
  for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT;) {
    const { entries, next } = await quarantinePage(sellerId, place, PAGE - found.length);
    lookedAt += entries.length;
    found.push(
      ...entries.filter((it) => (reason === undefined || it.code === reason) && (customer === undefined || isAbout(it.text, customer))),
    );
    if (!next) return { entries: found };
    place = next;
    if (found.length === PAGE) break;
  }
  return { entries: found, next: cursorText(place) };
}
