import { requireSeller } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { getCase, openCases, requireCase } from '../../shared/dunning/dunning-case.store.ts';
import type { CaseRecord } from '../../shared/dunning/dunning-case.ts';
import { dateIn } from '../../shared/period.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';
import type { Home } from '../home.ts';
import type { Dunning, ShownCase } from './dunning.ts';
import { invokeStep } from './invoke-step.ts';

/** A stage has its own schedule; what it is called with is looked at there too. */
const TIMEOUT_MILLISECONDS = 900_000;

/** What only the process that runs a folder, or the schedule of a stage, does beside it. */
export interface DunningHere extends Dunning {
  /**
   * Opens a case for each overdue invoice that has none, as the schedule does once a day, and has all cases do what is due.
   *
   * @returns the cases that were opened
   */
  run(): Promise<{ number: string; case: number }[]>;
  /** Whether the seller has a plan; without one nobody is written to. */
  hasPlan(): Promise<boolean>;
}

/**
 * Dunning in a data folder or on a stage.
 *
 * @param by who types
 */
export function dunningHere(home: Home, sellerId: string, by: string): DunningHere {
  const step = async (name: string, wanted: object, timeoutMilliseconds?: number): Promise<unknown> => {
    const outcome = await invokeStep(home.invoke, `payment-collection/${name}`, { sellerId, ...wanted }, timeoutMilliseconds);
    await carriedOn(home);
    return outcome;
  };
  return {
    async run() {
      const opened = await step('open-dunning-cases', { at: now().toISOString() }, TIMEOUT_MILLISECONDS);
      return opened as { number: string; case: number }[];
    },
    hasPlan: async () => (await requireSeller(sellerId)).dunning !== undefined,
    async cases() {
      const open = await openCases(sellerId);
      return Promise.all(open.map(async ({ number, case: n }) => shown(sellerId, await requireCase(sellerId, number, n))));
    },
    async latest(number) {
      const found = await getCase(sellerId, number);
      return found && shown(sellerId, found);
    },
    decide: async (number, decision, reason) =>
      (await step('decide-dunning', { number, ...decision, by, reason, at: now().toISOString() })) as { isNew: boolean },
    async open(number, reason) {
      const wanted = { number, opened: 'by-hand', by, reason, enteredAt: now().toISOString() };
      return (await step('open-dunning-case', wanted)) as { case: number };
    },
  };
}

/** On a stage the state machines go on by themselves; a folder that nobody serves goes on now. */
async function carriedOn(home: Home): Promise<void> {
  if (home.data === undefined) return;
  const runner = await home.runner();
  await runner.resume();
  await runner.settle();
}

async function shown(sellerId: string, found: CaseRecord): Promise<ShownCase> {
  const { zone } = await requireSeller(sellerId);
  return { ...found, item: (await getOpenItem(sellerId, found.case.number, dateIn(now().toISOString(), zone)))! };
}
