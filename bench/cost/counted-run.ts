/** A month on the embedded runner, its usage posted as product code does, counted as AWS would charge it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runMonth } from '../../local/commands/run-month.ts';
import { embeddedPorts, type EmbeddedPorts } from '../../local/embedded-ports.ts';
import { openRunner, type Runner } from '../../local/runner/runner.ts';
import type { Invoke } from '../../local/runner/scope.ts';
import type { Workspace } from '../../local/workspace.ts';
import { createKey } from '../../shared/api-key.store.ts';
import { KEY_BYTES, hashOfKey, idInKey, keyText } from '../../shared/api-key.ts';
import { keepCatalog, type Catalog } from '../../shared/catalog.store.ts';
import { fixClock, now } from '../../shared/clock.ts';
import { connect } from '../../shared/ports.ts';
import { benchCatalog } from '../month-input.ts';
import { countedInvoke } from './counted-functions.ts';
import { countLog } from './counted-log.ts';
import { countedPorts } from './counted-ports.ts';
import { deployed, memoryOfFunctions, type Deployed } from './deployed.ts';
import { Meter } from './meter.ts';
import { countTransitions } from './transitions.ts';
import { Tally, type Counted, type Place } from './tally.ts';
import { usageBatches, type Batch } from './usage-input.ts';

const MONTH = '2026-10';
const MORNING_AFTER = new Date('2026-11-02T05:00:00Z');
const TIMEOUT = { timeoutMilliseconds: 900_000 };
export const INGESTION: Place = { machine: 'ingestion', step: 'ingest-usage' };

export interface CountOptions {
  readonly customers: number;
  /** Events a month of a customer and meter, of which there are eleven. */
  readonly eventsAMeter: number;
  /** Events product code posts at once. */
  readonly eventsABatch: number;
  onProgress?(what: string): void;
}

export interface CountedRun {
  readonly customers: number;
  readonly invoices: number;
  readonly events: number;
  /** From OpenRun to the end of settlement. */
  readonly month: readonly Counted[];
  readonly ingestion: readonly Counted[];
}

/** @throws {Error} if an event was not counted or a customer not billed: then the figures would be of something else */
export async function countRun(options: CountOptions): Promise<CountedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-cost-'));
  // Read when the first function is loaded; the deployed stages log at this level.
  process.env['POWERTOOLS_LOG_LEVEL'] = 'INFO';
  fixClock(MORNING_AFTER);
  const ports = embeddedPorts(folder);
  try {
    const catalog = benchCatalog(options.customers);
    connect(ports);
    await keepCatalog(catalog);
    const apiKey = await keepKey(catalog.seller.id);
    const ingestion = await countIngestion(ports, catalog, apiKey, options);
    const month = await countMonth(ports, folder, catalog, options);
    return { customers: options.customers, ...ingestion, ...month };
  } finally {
    connect(undefined);
    fixClock(undefined);
    ports.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The API key that product code posts with. */
async function keepKey(sellerId: string): Promise<string> {
  const text = keyText(new Uint8Array(KEY_BYTES));
  const record = { id: idInKey(text)!, hash: hashOfKey(text), sellers: [sellerId], label: 'product code' };
  await createKey({ schema: 1, ...record, createdAt: `${MONTH}-01T00:00:00Z`, createdBy: 'bench' });
  return text;
}

async function countIngestion(
  ports: EmbeddedPorts,
  catalog: Catalog,
  apiKey: string,
  { eventsAMeter, eventsABatch, onProgress }: CountOptions,
): Promise<Pick<CountedRun, 'events' | 'ingestion'>> {
  const tally = new Tally();
  const meter = new Meter(tally, () => INGESTION);
  connect(countedPorts(ports, meter));
  const invoke = countedInvoke(meter, { memory: memoryOfFunctions(), placeOf: () => INGESTION });
  const log = countLog(meter);
  try {
    let events = 0;
    for (const batch of usageBatches(catalog, MONTH, eventsAMeter, eventsABatch)) {
      await post(invoke, meter, apiKey, batch);
      events += batch.events.length;
      onProgress?.(`${events} events`);
    }
    return { events, ingestion: tally.all() };
  } finally {
    log.stop();
  }
}

async function post(invoke: Invoke, meter: Meter, apiKey: string, { storedAt, events }: Batch): Promise<void> {
  const request = {
    headers: { authorization: `Bearer ${apiKey}` },
    body: events.join('\n'),
    isBase64Encoded: false,
    requestContext: { timeEpoch: Date.parse(storedAt) },
  };
  const { body } = JSON.parse(await invoke('usage-ingestion/ingest-usage', JSON.stringify(request), TIMEOUT)) as { body: string };
  const { accepted } = JSON.parse(body) as { accepted?: number };
  if (accepted !== events.length) throw new Error(`Of ${events.length} events ${accepted ?? 'none'} were accepted: ${body}`);
  meter.add('httpRequests', 1);
  meter.add('answerBytes', Buffer.byteLength(body));
}

async function countMonth(
  ports: EmbeddedPorts,
  folder: string,
  catalog: Catalog,
  { onProgress }: CountOptions,
): Promise<Pick<CountedRun, 'invoices' | 'month'>> {
  const tally = new Tally();
  const definitions = deployed();
  const placeOf = (name: string): Place => placeIn(definitions, name);
  const transitions = countTransitions(tally, definitions.express);
  const meter = new Meter(tally, () => transitions.place());
  const counted = countedPorts(ports, meter);
  connect(counted);
  const invoke = countedInvoke(meter, { memory: memoryOfFunctions(), placeOf });
  const log = countLog(meter);
  let runner: Runner | undefined;
  try {
    const open = async (): Promise<Runner> => {
      const { onState } = transitions;
      const { files } = counted;
      // One child after the other, so that it is known which one a state belongs to.
      return (runner ??= await openRunner({ folder, machines: definitions.machines, invoke, files, now, mapConcurrency: 1, onState }));
    };
    const workspace: Workspace = {
      data: folder,
      invoke,
      executions: ports.executions,
      runner: open,
      [Symbol.asyncDispose]: async () => {},
    };
    const wanted = { sellerId: catalog.seller.id, month: MONTH, startedBy: 'bench', customersAtOnce: 1 };
    const outcome = await runMonth(workspace, wanted, (progress) => {
      transitions.onProgress(progress);
      if (progress.type === 'map') onProgress?.(`${progress.counts.state} ${progress.counts.succeeded} of ${progress.counts.total}`);
    });
    if (outcome.outcome !== 'billed') throw new Error(`The run ended as "${outcome.outcome}".`);
    await transitions.end(await open());
    const invoices = outcome.numbers.reduce((sum, { count }) => sum + count, 0);
    if (invoices !== catalog.customers.length) throw new Error(`${invoices} of ${catalog.customers.length} customers have an invoice.`);
    return { invoices, month: tally.all() };
  } finally {
    log.stop();
    await runner?.close();
  }
}

function placeIn({ steps }: Deployed, name: string): Place {
  const found = steps.find((step) => step.function === name);
  if (!found) throw new Error(`No state calls ${name}.`);
  return { machine: found.machine, step: found.step };
}
