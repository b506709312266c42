/** Every step of dunning, twice in a row and twice at once: each letter, fee and decision is there once, as without. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { getCase } from '../shared/dunning/dunning-case.store.ts';
import { getOpenItem } from '../shared/receivables/open-items.store.ts';
import { SELLER } from './support/catalog.ts';
import { DUNNED, dunnedThroughout } from './support/dunned-invoice.ts';
import { openOneProcess } from './support/one-process.ts';
import { UNWATCHED, type Watch } from './support/watched-ports.ts';

/** What an invoice leaves that is gone after to the end: its case, what is open, and the letters as they left. */
async function outcomeOf(isTwice: Watch['isTwice']): Promise<{ letters: string[]; found: unknown; open: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-dunned-'));
  // A loser of two at once is told to come again: sooner here, and time-outs are as much shorter.
  const home = openOneProcess(join(folder, 'data'), '2026-11-02T05:00:00Z', {
    watch: { ...UNWATCHED, isTwice },
    millisecondsPerSecond: 100,
  });
  try {
    await dunnedThroughout(home, folder);
    expect((await verifyLedger(SELLER)).problems).toEqual([]);
    const outbox = join(folder, 'data/outbox');
    const letters = readdirSync(outbox).filter((name) => name.includes('dunning')).sort(); // prettier-ignore
    return {
      letters: letters.map((name) => /^Subject: (.*)$/m.exec(readFileSync(join(outbox, name), 'utf8'))![1]!),
      found: await getCase(SELLER, DUNNED),
      open: await getOpenItem(SELLER, DUNNED, '2027-01-20'),
    };
  } finally {
    await home.close();
    rmSync(folder, { recursive: true });
  }
}

describe('dunning, to its end', () => {
  let undisturbed: Awaited<ReturnType<typeof outcomeOf>>;
  it('writes its letters', async () => {
    undisturbed = await outcomeOf(false);
    expect(undisturbed.letters).toHaveLength(3);
  }, 60_000);
  it.each<Watch['isTwice']>([true, 'at once'])(
    'comes to the same when each step is delivered twice (%s)',
    async (isTwice) => {
      expect(await outcomeOf(isTwice)).toEqual(undisturbed);
    },
    60_000,
  );
});
