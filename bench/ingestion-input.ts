import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Catalog } from '../shared/catalog.store.ts';
import type { UsageEvent } from '../shared/usage-event.ts';

const METERS = 11;
/** October of the customers, who are in Berlin; it has an hour more. */
const MONTH_START = Date.UTC(2026, 8, 30, 22);
const MONTH_SECONDS = 31 * 86_400;

/** Events of a month as a log holds them: in the order of time, customers mixed, ids without order. */
export function* benchEvents({ customers }: Catalog, count: number): Generator<UsageEvent> {
  for (let i = 0; i < count; i++) {
    // A multiplicative hash: the same file each time, and no neighbours.
    const mixed = Math.imul(i, 2_654_435_761) >>> 0;
    yield {
      id: `req-${mixed.toString(16).padStart(8, '0')}-${i.toString(36)}`,
      customer: customers[mixed % customers.length]!.customer.id,
      type: `usage.${mixed % METERS}`,
      time: new Date(MONTH_START + Math.floor((i / count) * MONTH_SECONDS) * 1_000).toISOString().replace('.000Z', 'Z'),
      properties: { amount: String(1 + (mixed % 500)), region: mixed % 2 === 0 ? 'eu-central-1' : 'us-east-1' },
    };
  }
}

/** The events as a file of NDJSON, with amounts as JSON numbers, as product code writes them. */
export async function writeBenchFile(file: string, catalog: Catalog, count: number): Promise<void> {
  const out = createWriteStream(file);
  let text = '';
  for (const { properties, ...event } of benchEvents(catalog, count)) {
    text += `${JSON.stringify({ ...event, properties: { ...properties, amount: Number(properties['amount']) } })}\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
}
