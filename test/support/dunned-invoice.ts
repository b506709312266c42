/** An invoice that is gone after in every way a dunning plan knows, for tests that watch what functions do. */
import { creditInvoice } from '../../local/commands/credit-invoice.ts';
import { importCatalog } from '../../local/commands/import-catalog.ts';
import { fixClock } from '../../shared/clock.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adlerSection, SELLER, SELLER_SECTION } from './catalog.ts';
import { retried } from './embedded.ts';
import type { OneProcess } from './one-process.ts';

/** 40.00 and 20 % of tax, due on 16 November 2026; every kind of step. */
export const DUNNED_CATALOG = `${SELLER_SECTION}  dunning:
    version: 1
    lateInterest: { rates: [{ from: 2026-01-01, percentPerYear: 10, source: "§ 456 UGB" }] }
    steps:
      - { do: remind, after: 3 }
      - { do: retry-payment, after: 4, onDays: [1, 15] }
      - { do: remind, after: 7, letter: dunning-notice, fee: { EUR: 5.00 }, withInterest: true }
      - { do: remind, after: 14, letter: final-notice, withInterest: true, payWithinDays: 10 }
      - { do: escalate, after: 14 }
plans:
  - { id: flat, name: Flat, currency: EUR, prices: [{ id: base, name: Base, model: flat, amount: "40" }] }
${adlerSection('{ id: s, plan: flat, start: 2026-10-01 }', { more: 'language: en' })}`;
export const DUNNED = 'RE-2026-000001';

/** Calls a step of dunning for the seller, again where it says so, as the state machines do. */
export async function dunningStep({ workspace }: OneProcess, name: string, input: object): Promise<unknown> {
  const payload = JSON.stringify({ sellerId: SELLER, ...input });
  return JSON.parse(await retried(() => workspace.invoke(`payment-collection/${name}`, payload, { timeoutMilliseconds: 20_000 })));
}

/** The schedule's call of a moment, and what waits for it. */
export async function dunningAt(home: OneProcess, moment: string): Promise<void> {
  fixClock(new Date(moment));
  await dunningStep(home, 'open-dunning-cases', { at: moment });
  await dunningSettled(home);
}

/** Until every case waits, or has ended. */
export async function dunningSettled({ workspace }: OneProcess): Promise<void> {
  const runner = await workspace.runner();
  runner.wake();
  await runner.settle();
}

/** Bills October, and goes after its invoice: a pause, all steps, an end, and a case that a person opens again and ends. */
export async function dunnedThroughout(home: OneProcess, folder: string): Promise<void> {
  const catalog = join(folder, 'dunned.yml');
  writeFileSync(catalog, DUNNED_CATALOG);
  await importCatalog([catalog], 'ops');
  await home.run('2026-10', '2026-11-02T05:00:00Z');
  await dunningAt(home, '2026-11-17T05:10:00Z');
  const said = { number: DUNNED, by: 'cfo@kranich.example', reason: 'They called' };
  await dunningStep(home, 'decide-dunning', { ...said, kind: 'pause', until: '2026-11-18', at: '2026-11-17T06:00:00Z' });
  await dunningSettled(home);
  // Another invoice, which is credited before anybody goes after it, and a credit note of some of this one.
  await home.run('2026-11', '2026-12-02T05:00:00Z');
  for (const credit of [
    { number: 'RE-2026-000002', wanted: 'rest' as const },
    { number: DUNNED, wanted: { amount: '1' } },
  ])
    await creditInvoice(home.workspace, SELLER, { ...credit, reason: 'Outage', by: said.by });
  const mornings = ['2026-12-03', '2026-12-15', '2026-12-22', '2027-01-05', '2027-01-19'];
  for (const day of mornings) await dunningAt(home, `${day}T07:00:00Z`);
  const again = { number: DUNNED, enteredAt: '2027-01-20T07:00:00Z', opened: 'by-hand', by: said.by, reason: said.reason };
  await dunningStep(home, 'open-dunning-case', again);
  await dunningSettled(home);
  await dunningStep(home, 'set-step-aside', {
    number: DUNNED,
    case: 2,
    step: 1,
    enteredAt: '2027-01-20T08:00:00Z',
    failure: { Error: 'InvalidInputError' },
  });
  await dunningStep(home, 'decide-dunning', { ...said, kind: 'close', at: '2027-01-20T09:00:00Z' });
  await dunningSettled(home);
}
