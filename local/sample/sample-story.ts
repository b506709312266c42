import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { counted, ingestReport, monthName } from '../commands/report.ts';
import { asArgument, typed, USUAL_DATA } from '../commands/typed.ts';
import { LAGUNA_VAT_ID, TROUBLED } from './sample-catalog.ts';
import { MONTH, NEXT_MONTH } from './sample-month.ts';
import type { SampleFiles, SampleUsage } from './sample-month.ts';

/** A moment after the sample is billed, at which a person mends what was wrong. */
const MENDED_AT = '2026-11-04T08:00:00Z';
const NEXT_BILLED_AT = '2026-12-02T05:00:00Z';

/** What came in, and what became of it. */
export function usageStory({ catalog, ingested, late, wasCutOff }: SampleUsage, { catalog: file }: SampleFiles): string[] {
  const { seller, meters, plans, customers } = catalog;
  const countries = new Set(customers.map(({ customer }) => customer.address.country)).size;
  const events = ingested.accepted + ingested.duplicates + ingested.conflicts + ingested.quarantined;
  return [
    `${seller.name}: ${counted(customers.length)} customers in ${countries} countries, ${new Set(plans.map(({ id }) => id)).size} plans, ${meters.length} meters.`,
    `  The catalog is ${shown(file)}.`,
    '',
    `${counted(events)} events came in for ${monthName(MONTH)}, each on its day:`,
    ...ingestReport(ingested),
    '',
    ...(wasCutOff ? ['  An earlier start was cut off. What it had sent is among what was sent before, and counts once.'] : []),
    '  Sent before: the whole evening of the 14th, once more on the 15th, and single events on every day.',
    `  Late: ${counted(late)} events, when their day was over. The month was not billed yet, so they count as any other.`,
    '  Taken back: three load tests of 5,000,000 calls each. One reversal came before what it reverses.',
  ];
}

/** What mends the customers that are set aside and bills them, as commands to copy. */
export function mendStory(pending: readonly string[], runId: string, files: SampleFiles): string[] {
  const atThen = { now: new Date(MENDED_AT) };
  const lines = readFileSync(files.mendedCatalog, 'utf8').split('\n');
  const line = 1 + lines.findIndex((text) => text.includes(LAGUNA_VAT_ID));
  return [
    '',
    'A person mends the causes, and bills them alone:',
    ...(pending.includes(TROUBLED.withoutVatId)
      ? [
          `  # Line ${line} gives ${TROUBLED.withoutVatId} the VAT id that was forgotten.`,
          `  ${typed(`import ${asArgument(shown(files.mendedCatalog))}`, atThen)}`,
        ]
      : []),
    ...(pending.includes(TROUBLED.belowZero)
      ? [
          `  # Takes back the event by which ${TROUBLED.belowZero} sent -5,000,000 calls.`,
          `  ${typed(`ingest ${asArgument(shown(files.mendedUsage))}`, atThen)}`,
        ]
      : []),
    `  ${typed(`repair ${runId}`, atThen)}`,
  ];
}

/**
 * What a person may do next.
 *
 * @param stragglers events that came after the bill, if the next month has not corrected that yet
 */
export function nextStory(stragglers: number, data: string): string[] {
  return [
    ...(stragglers === 0
      ? []
      : [
          `${counted(stragglers)} events of 31 October came on 3 November: wiener-takt was billed without them. The next month corrects it:`,
          `  ${typed(`run ${NEXT_MONTH}`, { now: new Date(NEXT_BILLED_AT) })}`,
          '',
        ]),
    `Next: ${typed('invoices')}`,
    `      ${typed(`review ${MONTH}`)}`,
    `      ${typed('explain RE-2026-000001')}`,
    `      ${typed('verify')}`,
    `      rm -r ${asArgument(shown(data))} && npm start${relative(process.cwd(), data) === USUAL_DATA ? '' : ` -- --data ${asArgument(data)}`}   bills it all again, to the same byte`,
  ];
}

/** A path as short as it can be typed. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
