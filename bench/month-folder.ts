import { parseArgs } from 'node:util';
import { ingestEvents } from '../local/commands/ingest-events.ts';
import { openWorkspace } from '../local/workspace.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import { benchCatalog, benchUsage } from './month-input.ts';

/** Fills a data folder with customers and the usage of their month, as a process of its own: what that takes is none of the run's. */
const { values } = parseArgs({
  options: { data: { type: 'string' }, now: { type: 'string' }, month: { type: 'string' }, customers: { type: 'string' } },
});
const { data, now, month, customers } = values as { data: string; now: string; month: string; customers: string };

await using workspace = openWorkspace({ data, now: new Date(now) });
const catalog = benchCatalog(Number(customers));
await keepCatalog(catalog);
await ingestEvents(workspace.invoke, catalog.seller.id, benchUsage(catalog, month));
