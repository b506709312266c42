import { fileURLToPath } from 'node:url';
import { latestRun } from '../shared/billing-run.store.ts';
import { importCatalog } from './commands/import-catalog.ts';
import { ingestEvents } from './commands/ingest-events.ts';
import { runReport } from './commands/run-report.ts';
import { personOf } from './commands/person.ts';
import { Meter, showPhases } from './commands/progress.ts';
import { counted, ingestReport, monthName } from './commands/report.ts';
import { runMonth } from './commands/run-month.ts';
import { sampleUsage } from './sample/sample-usage.ts';
import { openWorkspace } from './workspace.ts';

/** `npm start`: bills the sample month in ./data, as it would be done on the 2nd of November 2026. */
const MONTH = '2026-10';
const NOW = new Date('2026-11-02T05:00:00Z');
const DATA = fileURLToPath(new URL('../data/', import.meta.url));
const CATALOG = fileURLToPath(new URL('./sample/catalog.yml', import.meta.url));
const COMMAND = 'npm run -s stepbill --';

const started = performance.now();
await using workspace = openWorkspace({ data: DATA, now: NOW });
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const before = await latestRun('nordlicht', MONTH);
if (!before) {
  const catalog = await importCatalog([CATALOG], personOf(undefined));
  say(
    `Sample catalog: ${catalog.seller.name}, ${counted(catalog.customers.length)} customers, ${counted(catalog.plans.length)} plans, ${counted(catalog.meters.length)} meters.`,
  );
  const events = [...sampleUsage(catalog, MONTH)];
  const meter = new Meter('Ingest events', events.length);
  const ingested = await ingestEvents(
    workspace.invoke,
    catalog.seller.id,
    events.map((event) => ({ text: JSON.stringify(event) })),
    (some) => meter.add(some),
  );
  meter.end(counted(events.length));
  for (const line of ingestReport(ingested)) say(line);
  say(`\nBilling ${monthName(MONTH)}:`);
}
const result = await runMonth(workspace, { sellerId: 'nordlicht', month: MONTH, startedBy: personOf(undefined) }, showPhases());
const seconds = ((performance.now() - started) / 1_000).toFixed(1);
for (const line of runReport(result, { data: DATA, seconds, command: COMMAND })) say(line);
say(`\nNext: ${COMMAND} invoices\n      ${COMMAND} verify\n      rm -r data && npm start   bills it all again, to the same byte`);
