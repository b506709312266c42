/**
 * An order whose process is killed with SIGKILL at every step, once its work is done and before its answer is known: whoever
 * opens the folder next comes to what comes out without. Every step twice, and twice at once, comes to the same. Steps that
 * two exits begin with, up to the last but one of them, are killed on the way to the first of the two.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { requireOrder } from '../shared/orders/order.store.ts';
import { stocksBy } from '../shared/orders/stock.store.ts';
import { SELLER } from './support/catalog.ts';
import { filesIn, recordsOf, retried, type TableRecord } from './support/embedded.ts';
import { openOneProcess } from './support/one-process.ts';
import { arrange, EXITS, type ExitName, fillShop } from './support/order-exits.ts';
import { runScript } from './support/stepbill.ts';

const KILLED = fileURLToPath(new URL('./support/killed-orders.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stepbill-killed-orders-'));
const prepared = join(folder, 'prepared');
/** Beginnings of exits that were killed already, as the steps of each. */
const killed = new Set<string>();
let copies = 0;

beforeAll(async () => {
  const home = openOneProcess(prepared, '2026-11-02T08:00:00Z');
  await fillShop(home, folder);
  await home.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copied(): string {
  const data = join(folder, `copy-${++copies}`);
  cpSync(prepared, data, { recursive: true });
  return data;
}

/** What a folder holds, but for what tells how often something was tried. */
interface Outcome {
  readonly state: string;
  readonly stock: string;
  readonly records: unknown;
  readonly files: unknown;
}

/** What failed, tokens that nobody waits on, and days, which whoever comes on a later one closes. */
function isBeside({ pk, sk }: TableRecord): boolean {
  return pk.endsWith('|failures') || (pk.includes('|dunning|') && sk.startsWith('wait')) || pk.endsWith('|runs') || sk === 'shut';
}

type Around = Parameters<typeof arrange>[2];

/** Goes to an exit in this process, and says what came of it. */
async function outcomeOf(data: string, exitName: ExitName, around: Around = (_, work) => work()): Promise<Outcome> {
  const home = openOneProcess(data, '2026-11-02T09:00:00Z');
  try {
    await arrange(home, exitName, around).acts(home);
    const proof = await verifySeller(SELLER);
    expect(proofReport(proofOf([proof], [])).filter((line) => line.startsWith('  '))).toEqual([]);
    const { order } = await requireOrder(SELLER, 'o-1');
    const { onHand, reserved } = (await stocksBy(SELLER, ['mug'])).get('mug')!;
    const records = recordsOf(join(data, 'table.db'))
      .filter((it) => !isBeside(it))
      .map(({ pk, sk, body }) => ({ pk, sk, body }));
    const files = { archive: filesIn(join(data, 'archive', SELLER, '2026')), outbox: filesIn(join(data, 'outbox')) };
    return {
      state: `${order.state}${order.ended ? ` ${order.ended.as}` : ''}`,
      stock: `${onHand} on hand, ${reserved} kept`,
      records,
      files,
    };
  } finally {
    await home.close();
  }
}

const ENDS: Readonly<Record<ExitName, Pick<Outcome, 'state' | 'stock'>>> = {
  'confirmed, prepaid by card': { state: 'confirmed', stock: '10 on hand, 2 kept' },
  'confirmed on account, and shipped': { state: 'shipped', stock: '8 on hand, 0 kept' },
  'not available': { state: 'declined unavailable', stock: '10 on hand, 0 kept' },
  'payment failed': { state: 'declined unpaid', stock: '10 on hand, 0 kept' },
  'cancelled while it waits': { state: 'cancelled cancelled', stock: '10 on hand, 0 kept' },
  'cancelled once it is confirmed': { state: 'cancelled cancelled', stock: '10 on hand, 0 kept' },
  'changed between SaveOrder and DraftOrder': { state: 'confirmed', stock: '10 on hand, 3 kept' },
  'the invoice can not be made': { state: 'declined failed', stock: '10 on hand, 0 kept' },
};

describe.each(Object.keys(EXITS) as ExitName[])('%s', (exitName) => {
  let undisturbed: Outcome;
  const called: string[] = [];
  beforeAll(async () => {
    undisturbed = await outcomeOf(copied(), exitName, (step, work) => (called.push(step), work()));
    expect(undisturbed).toMatchObject(ENDS[exitName]);
  }, 60_000);

  it('comes to the same, killed at each step', async () => {
    expect(called.length).toBeGreaterThan(2);
    // Before a step all is as it was after the one before, but that the state is entered: one exit shows it.
    const moments = exitName === 'confirmed, prepaid by card' ? ['before', 'after'] : ['after'];
    for (let at = 1; at <= called.length; at++) {
      const way = called.slice(0, at + 1).join(' ');
      if (at < called.length && killed.has(way)) continue;
      killed.add(way);
      for (const moment of moments) {
        const data = copied();
        const { signal, stderr } = await runScript(KILLED, [data, exitName, String(at), moment]);
        expect({ at, moment, signal, stderr }).toEqual({ at, moment, signal: 'SIGKILL', stderr: '' });
        const outcome = await outcomeOf(data, exitName);
        expect({ step: called[at - 1], moment, ...outcome }).toEqual({ step: called[at - 1], moment, ...undisturbed });
        rmSync(data, { recursive: true });
      }
    }
  }, 600_000);

  it.each<[string, Around]>([
    ['twice', async (_, work) => (await work().catch(() => undefined), retried(work))],
    ['twice at once', async (_, work) => (await Promise.all([retried(work).catch(() => undefined), retried(work)]))[1]],
  ])('comes to the same when each step is done %s', async (_, around) => {
    expect(await outcomeOf(copied(), exitName, around)).toEqual(undisturbed);
  });
});
