import { latestRun } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { getSeller } from '../../shared/catalog.store.ts';
import type { Catalog } from '../../shared/catalog.store.ts';
import { fixClock } from '../../shared/clock.ts';
import { importCatalog } from '../commands/import-catalog.ts';
import { ingestEvents } from '../commands/ingest-events.ts';
import type { Ingested } from '../commands/ingest-events.ts';
import { personOf } from '../commands/person.ts';
import { Meter, showPhases } from '../commands/progress.ts';
import { counted } from '../commands/report.ts';
import { continueRun, runMonth } from '../commands/run-month.ts';
import type { RunOutcome } from '../commands/run-month.ts';
import { pendingCustomers, runsOfMonth } from '../../shared/pending-customers.store.ts';
import { numbersOf, reviewOf } from '../commands/run-records.ts';
import type { Workspace } from '../workspace.ts';
import { belowZero, reversalOf } from './mishaps.ts';
import { firstOfSample, sampleCatalog } from './sample-catalog.ts';
import { afterTheRun, sampleDays } from './sample-days.ts';
import type { SampleDay } from './sample-days.ts';
import { leaveFile } from './sample-files.ts';

export const SELLER = 'nordlicht';
export const MONTH = '2026-10';
export const NEXT_MONTH = '2026-11';
/** The catalog is there before the first event of the month, which happens in Sydney. */
const IMPORTED_AT = '2026-09-30T08:00:00Z';
/** The month is billed on the 2nd: by then it is over in every zone of the earth. */
export const BILLED_AT = '2026-11-02T05:00:00Z';
/** Days on which events arrive: October begins on 30 September in Sydney, and ends on 1 November in Honolulu. */
const DAYS = 33;

/** The sample's files: what is imported, and what mends it later. */
export interface SampleFiles {
  readonly catalog: string;
  readonly mendedCatalog: string;
  readonly mendedUsage: string;
}

/** @param isReleased whether a person releases the sample's runs */
export function leaveSampleFiles(data: string, customers: number, { isReleased = false } = {}): SampleFiles {
  const leave = (name: string, text: string): string => leaveFile(data, name, text);
  return {
    catalog: leave('catalog.yml', sampleCatalog({ customers, isReleased })),
    mendedCatalog: leave('mended-catalog.yml', sampleCatalog({ customers, isMended: true, isReleased })),
    mendedUsage: leave('mended-usage.ndjson', `${JSON.stringify(reversalOf(belowZero(`${MONTH}-28`)))}\n`),
  };
}

/** What came in during the sample month. */
export interface SampleUsage {
  readonly catalog: Catalog;
  readonly ingested: Ingested;
  readonly late: number;
  /** Whether an earlier start had sent some of it. */
  readonly wasCutOff: boolean;
}

/** Imports the catalog and sends each day's events as if it were that day. Done again, it changes nothing. */
export async function liveThroughMonth(workspace: Workspace, { catalog: file }: SampleFiles): Promise<SampleUsage> {
  const wasCutOff = (await getSeller(SELLER)) !== undefined;
  fixClock(new Date(IMPORTED_AT));
  const catalog = await importCatalog([file], personOf(undefined));
  const ingested: Ingested = { accepted: 0, duplicates: 0, conflicts: 0, quarantined: 0, reasons: new Map() };
  let [late, events] = [0, 0];
  const meter = new Meter('Ingest events', DAYS);
  for (const day of sampleDays(catalog, MONTH)) {
    addUp(ingested, await send(workspace, day));
    late += day.late;
    events += day.lines.length;
    meter.add(1);
  }
  meter.end(counted(events));
  fixClock(new Date(BILLED_AT));
  return { catalog, ingested, late, wasCutOff };
}

/** Bills the month, or goes on where an earlier start was cut off. A month that is billed is left as it is. */
export async function billMonth(workspace: Workspace): Promise<RunOutcome[]> {
  const latest = await latestRun(SELLER, MONTH);
  if (latest?.state !== 'closed')
    return [await runMonth(workspace, { sellerId: SELLER, month: MONTH, startedBy: personOf(undefined) }, showPhases())];
  // Not by a further run: who is set aside waits until a person has mended something.
  await continueRun(workspace, latest, personOf(undefined), () => {});
  return Promise.all((await runsOfMonth(SELLER, MONTH)).map(whatIsThere));
}

/** What a run came to; of the customers it set aside, those that no run has billed since. */
async function whatIsThere(run: BillingRun): Promise<RunOutcome> {
  const review = await reviewOf(run);
  const pending = new Set(await pendingCustomers(SELLER, MONTH));
  const setAside = review.setAside.filter(({ customerId }) => pending.has(customerId));
  return { outcome: 'already-billed', run, review: { ...review, setAside }, numbers: await numbersOf(run) };
}

/** Sends what its sender had held back until the month was billed; how many events no bill knows of yet. */
export async function sendStragglers(workspace: Workspace): Promise<number> {
  if (await latestRun(SELLER, NEXT_MONTH)) return 0;
  const day = afterTheRun(parseCatalog(firstOfSample(0), 'catalog.yml'), MONTH);
  await send(workspace, day);
  fixClock(new Date(BILLED_AT));
  return day.lines.length;
}

async function send(workspace: Workspace, { day, lines }: SampleDay): Promise<Ingested> {
  fixClock(new Date(`${day}T23:59:59Z`));
  return ingestEvents(
    workspace.invoke,
    SELLER,
    lines.map((text) => ({ text })),
  );
}

function addUp(total: Ingested, some: Ingested): void {
  total.accepted += some.accepted;
  total.duplicates += some.duplicates;
  total.conflicts += some.conflicts;
  total.quarantined += some.quarantined;
  for (const [reason, count] of some.reasons) total.reasons.set(reason, (total.reasons.get(reason) ?? 0) + count);
}
