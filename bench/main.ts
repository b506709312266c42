/** `npm run bench` measures the month, `npm run bench -- ingest` the ingestion, `… -- metering` a customer of a million events, `… -- start` the command line's start, `… -- pricing` prices, `… -- documents` invoices as PDF and XML, `… -- console` pages with 100,000 invoices; options follow. */
const BENCHES = {
  month: './month.ts',
  ingest: './ingestion.ts',
  metering: './metering.ts',
  start: './start.ts',
  pricing: './pricing.ts',
  documents: './documents.ts',
  console: './console.ts',
};
const [what = ''] = process.argv.slice(2);
const isNamed = Object.hasOwn(BENCHES, what);
if (isNamed) process.argv.splice(2, 1);
await import(isNamed ? BENCHES[what as keyof typeof BENCHES] : BENCHES.month);
