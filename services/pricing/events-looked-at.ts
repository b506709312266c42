import type { UsageDay } from '../../shared/usage.store.ts';

/**
 * Reads days until so many events were seen, and nothing of them from there on: for who would rather have no answer than
 * a late one.
 *
 * @param most events that are handed on; more, and what was measured is not whole
 */
export function endingAt(
  most: number,
  read: (day: string) => Promise<UsageDay>,
): { day: (day: string) => Promise<UsageDay>; isWhole: () => boolean } {
  let seen = 0;
  return {
    isWhole: () => seen <= most,
    async day(day) {
      const found = await read(day);
      return {
        ...found,
        async *events() {
          if (seen > most) return;
          for await (const page of found.events()) {
            seen += page.length;
            if (seen > most) return;
            yield page;
          }
        },
      };
    },
  };
}
