/** A month of six customers whose bills a person can reckon, brought through a run with everything people do in it. */
import { setTimeout } from 'node:timers/promises';

import { requireRun } from '../../shared/billing-run.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { settleHome } from '../../shared/issuing-lock.store.ts';
import type { Execution } from '../../shared/executions.ts';
import { dateIn } from '../../shared/period.ts';
import { connect, type Ports } from '../../shared/ports.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { callsEvent, catalogYaml, keepUsage, SELLER } from '../support/catalog.ts';
import type { TableRecord } from '../support/embedded.ts';

export const DRY_RUN = `${SELLER}-2026-10-d1`;
export const RUN = `${SELLER}-2026-10-1`;
export const SETTLEMENT = `settlement-${RUN}`;
const STARTER = 'ops@kranich.example';
const RELEASER = 'cfo@kranich.example';
/** The month is billed long before. */
const LONGEST_MILLISECONDS = 5 * 60_000;
const MOST_PAUSES = 600;

/** Where state machines run and functions are called. */
export interface Home {
  readonly ports: Ports;
  start(machine: string, name: string, input: object): Promise<Execution>;
  /** Calls a function, named as `billing-run/decide-run`. */
  invoke(step: string, payload: object): Promise<unknown>;
  /** Lets executions go on for a moment. */
  pause(): Promise<void>;
  /** All records of the table, in the order of their keys. */
  records(): Promise<TableRecord[]>;
}

// 10.00 a month; 0–100 calls at 0.10, 101–1000 at 0.05, then 0.01; tax 20 %, in France the customer's.
const CATALOG = catalogYaml(
  { id: 'adler' }, // 150 calls: 10 + 10 + 2.50 = 22.50, with tax 27.00
  { id: 'birke', language: 'de' }, // 1200 calls: 10 + 10 + 45 + 2 = 67.00, with tax 80.40
  { id: 'corvus' }, // 10.00, with tax 12.00
  { id: 'dohle', plan: 'plain' }, // no calls, and nothing else to pay
  { id: 'elster', country: 'FR', vatId: 'FR40303265045' }, // 30 calls: 10 + 3 = 13.00
  { id: 'falke', country: 'FR' }, // without a VAT id: set aside
)
  .replace('policy: never', 'policy: always')
  // The stage sends from this domain only.
  .replace('email: billing@kranich.example', 'email: billing@example.com');

/** A moment whose day in Vienna lasts until the month is billed: documents are dated by the day they are numbered. */
export async function momentToBill(): Promise<Date> {
  const dayAt = (milliseconds: number): string => dateIn(new Date(milliseconds).toISOString(), 'Europe/Vienna');
  while (dayAt(Date.now()) !== dayAt(Date.now() + LONGEST_MILLISECONDS)) await setTimeout(1_000);
  return new Date();
}

/** The number whose document finds its place in the archive taken. */
export function takenNumber(moment: Date): string {
  return `RE-${yearOf(moment)}-000003`;
}

/**
 * Bills October 2026 in a home that is empty: a dry run; a run that is asked for twice, released, and finds the place
 * of its third document taken; that number made void; the settlement.
 *
 * @param moment when people decide
 * @throws {Error} saying what it did not come to, with the error of an execution that failed
 */
export async function billSmallMonth(home: Home, moment: Date): Promise<void> {
  connect(home.ports);
  await keepCatalog(parseCatalog(CATALOG, 'catalog.yml'), await settleHome(SELLER, moment.toISOString()));
  await keepUsage(callsEvent('adler', '150'), callsEvent('birke', '1200'), callsEvent('elster', '30'));

  const input = { sellerId: SELLER, month: '2026-10', startedBy: STARTER };
  await home.start('billing-run', DRY_RUN, { ...input, isDryRun: true });
  await succeeded(home, 'billing-run', DRY_RUN);

  const taken = takenNumber(moment);
  await home.ports.archive.put(`${SELLER}/${yearOf(moment)}/${taken}.pdf`, new TextEncoder().encode('not ours'), 'application/pdf');
  await home.start('billing-run', RUN, input);
  await home.start('billing-run', RUN, input);
  await waits(home, 'release');

  const { review } = await requireRun(SELLER, RUN);
  const decided = { sellerId: SELLER, runId: RUN, by: RELEASER, at: moment.toISOString() };
  await home.invoke('billing-run/decide-run', {
    ...decided,
    kind: 'release',
    contentHash: review!.contentHash,
    rejected: [],
    repaired: [],
  });
  await waits(home, 'repair');
  await home.invoke('billing-run/decide-repair', { ...decided, kind: 'void', numbers: [taken], reason: 'Its place is taken.' });
  await succeeded(home, 'billing-run', RUN);
  await succeeded(home, 'settlement', SETTLEMENT);
}

async function waits(home: Home, wanted: 'release' | 'repair'): Promise<void> {
  await until(home, `${RUN} waits for ${wanted}`, async () => {
    await requireStatus(home, 'billing-run', RUN, ['RUNNING']);
    return (await getWaiting(SELLER, RUN))?.for === wanted;
  });
}

async function succeeded(home: Home, machine: string, name: string): Promise<void> {
  await until(home, `${name} succeeds`, async () => (await requireStatus(home, machine, name, ['RUNNING', 'SUCCEEDED'])) === 'SUCCEEDED');
}

async function requireStatus(home: Home, machine: string, name: string, right: readonly string[]): Promise<string> {
  const { status, error, cause } = (await home.ports.executions.describe(machine, name))!;
  if (!right.includes(status)) throw new Error(`${name} has ${status}: ${error ?? ''} ${cause ?? ''}`);
  return status;
}

async function until(home: Home, what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let pauses = 0; pauses < MOST_PAUSES; pauses++) {
    if (await isSo()) return;
    await home.pause();
  }
  throw new Error(`It did not come to this: ${what}. ${RUN} waits on: ${JSON.stringify(await getWaiting(SELLER, RUN))}`);
}

const yearOf = (moment: Date): string => dateIn(moment.toISOString(), 'Europe/Vienna').slice(0, 4);
