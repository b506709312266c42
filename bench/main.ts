/** `npm run bench` measures the month, `npm run bench -- ingest` the ingestion; options follow. */
const [what] = process.argv.slice(2);
if (what === 'ingest' || what === 'month') process.argv.splice(2, 1);
await import(what === 'ingest' ? './ingestion.ts' : './month.ts');
