import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { counted, ingestReport, monthName } from '../commands/report.ts';
import { asArgument, typed, USUAL_DATA } from '../commands/typed.ts';
import { LAGUNA_VAT_ID, RELEASER, TROUBLED } from './sample-catalog.ts';
import { shown } from './sample-files.ts';
import { MONTH, NEXT_MONTH } from './sample-month.ts';
import type { SampleFiles, SampleUsage } from './sample-month.ts';

/** A moment after all that has happened, at which a person mends what was wrong, and looks at it. */
const MENDED_AT = '2026-11-20T09:00:00Z';
const CONSOLE = `serve --insecure-dev --as ${RELEASER} --no-schedule`;
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
 * What is billed by the next month.
 *
 * @param stragglers events that came after the bill, if the next month has not corrected that yet
 */
export function nextMonthStory(stragglers: number): string[] {
  if (stragglers === 0) return [];
  return [
    `${counted(stragglers)} events of 31 October came on 3 November: wiener-takt was billed without them. The next month corrects it:`,
    `  ${typed(`run ${NEXT_MONTH}`, { now: new Date(NEXT_BILLED_AT) })}`,
    '',
  ];
}

/**
 * What a person may look at next.
 *
 * @param isCollected whether money and orders are there
 */
export function nextStory(data: string, isCollected: boolean): string[] {
  const atThen = { now: new Date(MENDED_AT) };
  const again = `rm -r ${asArgument(shown(data))} && npm start${relative(process.cwd(), data) === USUAL_DATA ? '' : ` -- --data ${asArgument(data)}`}`;
  const commands = [
    typed('invoices'),
    typed(`review ${MONTH}`),
    typed('explain RE-2026-000001'),
    ...(isCollected
      ? [
          ...['bank list --unmatched', 'receivables', 'dunning list', 'orders list'].map((it) => typed(it, atThen)),
          `${typed(CONSOLE, atThen)}   the console`,
        ]
      : []),
    typed('verify'),
    `${again}   bills it all again, to the same byte`,
  ];
  return commands.map((command, i) => `${i === 0 ? 'Next: ' : '      '}${command}`);
}
