import { parentPort, workerData } from 'node:worker_threads';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { warmUp } from '../services/pdf-rendering/inter-font.ts';
import { renderInvoice } from '../services/pdf-rendering/invoice-pdf.ts';
import { requireFact } from '../shared/invoice.store.ts';
import type { Invoice } from '../shared/invoice.ts';
import { counters, numbersOf } from '../shared/number.store.ts';
import { connect } from '../shared/ports.ts';
import { BENCH_SELLER } from './month-input.ts';

/** Renders its share of a finished run's invoices and throws the bytes away. */
const { data, share, of } = workerData as { data: string; share: number; of: number };
const ports = embeddedPorts(data);
connect(ports);

const invoices: Invoice[] = [];
for (const { counter } of await counters(BENCH_SELLER)) {
  const numbers = (await numbersOf(BENCH_SELLER, counter)).filter((_, i) => i % of === share);
  for (const { number } of numbers) invoices.push(await requireFact(BENCH_SELLER, number, 'content'));
}
// As the run's own workers begin: modules loaded, fonts open, nothing rendered yet.
warmUp();
ports.close();

parentPort?.on('message', () => {
  void (async () => {
    for (const invoice of invoices) await renderInvoice(invoice);
    parentPort?.postMessage('rendered');
  })();
});
parentPort?.postMessage('ready');
