/** Credit notes join the manifest of their day, in one chain with those of the runs; 40.00 a month, tax is 20 %. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { creditInvoice } from '../local/commands/credit-invoice.ts';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { handler as closeDays } from '../services/billing-run/close-days.handler.ts';
import { handler as draftCreditNote } from '../services/invoicing/draft-credit-note.handler.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { fixClock } from '../shared/clock.ts';
import { sha256 } from '../shared/content-hash.ts';
import type { Invoice } from '../shared/invoice.ts';
import { closedDays } from '../shared/manifest-chain.store.ts';
import { takeNumber } from '../shared/single-number.store.ts';
import { adlerSection, NUMBERING, SELLER, SELLER_SECTION } from './support/catalog.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';

const CATALOG = `${SELLER_SECTION.replace('{ prefix: RE, digits: 6 }', '[{ prefix: RE, digits: 6 }, { prefix: GK, digits: 6 }]\n  creditNoteSeries: GK')}
plans:
  - { id: flat, name: Flat, currency: EUR, prices: [{ id: base, name: Base, model: flat, amount: "40" }] }
${adlerSection('{ id: s, plan: flat, start: 2026-10-01 }')}`;
const OCTOBER = 'RE-2026-000001';
const RUN = 'kranich-2026-10-1';
/** The seller's day ends at midnight in Vienna, an hour before that of UTC. */
const LAST_OF_THE_5TH = '2026-11-05T22:59:59Z';
const FIRST_OF_THE_6TH = '2026-11-05T23:00:00Z';

let folder: string;
let home: OneProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepbill-days-'));
  home = openOneProcess(join(folder, 'data'), '2026-11-02T05:00:00Z');
  const catalog = join(folder, 'catalog.yml');
  writeFileSync(catalog, CATALOG);
  await importCatalog([catalog], 'ops');
  await home.run('2026-10', '2026-11-02T05:00:00Z');
});
afterEach(async () => {
  await home.close();
  rmSync(folder, { recursive: true, force: true });
});

async function credit(at: string, amount = '1'): Promise<Invoice> {
  fixClock(new Date(at));
  return creditInvoice(home.workspace, SELLER, { number: OCTOBER, wanted: { amount }, reason: 'Outage', by: 'cfo@kranich.example' });
}

const path = (day: string): string => join(folder, 'data/archive/kranich/manifests/days', `${day}.json`);
const filed = (): string[] => {
  try {
    return readdirSync(join(path(''), '..')).sort();
  } catch {
    return [];
  }
};
const says = (day: string): Record<string, unknown> => JSON.parse(readFileSync(path(day), 'utf8')) as Record<string, unknown>;
const pdfHash = (number: string): string => sha256(readFileSync(join(folder, `data/archive/kranich/2026/${number}.pdf`)));
const verified = async (): Promise<string[]> => proofReport(proofOf([await verifySeller(SELLER)], []));

describe('a day with single documents', () => {
  it('is closed once it is over in the zone of the seller, behind the run before it', async () => {
    await credit('2026-11-05T08:00:00Z');
    await credit(LAST_OF_THE_5TH);
    expect(await closeDays({ at: LAST_OF_THE_5TH })).toEqual([]);
    expect(filed()).toEqual([]);
    expect(await closeDays({ at: FIRST_OF_THE_6TH })).toEqual([{ sellerId: SELLER, day: '2026-11-05', documents: 2 }]);
    expect(says('2026-11-05')).toMatchObject({
      schema: 1,
      sellerId: SELLER,
      day: '2026-11-05',
      previousHash: (await requireRun(SELLER, RUN)).manifest!.hash,
      documents: ['GK-2026-000001', 'GK-2026-000002'].map((number) => ({ number, issueDate: '2026-11-05', hash: pdfHash(number) })),
    });
  });

  it('is named by the next day, and that by the next run; days without documents have no manifest', async () => {
    await credit('2026-11-05T08:00:00Z');
    await credit('2026-11-08T08:00:00Z');
    expect(filed()).toEqual(['2026-11-05.json']);
    await home.run('2026-11', '2026-12-02T05:00:00Z');
    expect(filed()).toEqual(['2026-11-05.json', '2026-11-08.json']);
    const [first, second] = await Array.fromAsync(closedDays(SELLER));
    expect(second!.manifest.previousHash).toBe(first!.manifest.hash);
    expect((await requireRun(SELLER, 'kranich-2026-11-1')).manifest!.previousHash).toBe(second!.manifest.hash);
    expect(sha256(readFileSync(path('2026-11-08')))).toBe(second!.manifest.hash);
  });
});
