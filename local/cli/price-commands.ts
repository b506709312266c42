import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { CommandError } from '../commands/errors.ts';
import type { Preview } from '../commands/preview-customer.ts';
import { addCommand, answer, type Common, jsonOption, monthOf, say, sellerBehind, sellerOf, sellerOption, within } from './command.ts';

/** What something costs, asked before it is billed. Nothing is kept. */
export function addPriceCommands(program: Command): void {
  program
    .command('price')
    .description('price quantities on a plan, both as JSON on standard input; reads no data folder and keeps nothing')
    .addOption(jsonOption)
    .exitOverride()
    .addHelpText(
      'after',
      `
Standard input, the plan as a catalog has it:
  { "plan": { "id": "basic", "name": "Basic", "currency": "EUR", "prices": [
      { "id": "calls", "name": "Calls", "model": "standard", "meter": "calls", "unitPrice": "0.02" } ] },
    "quantities": { "calls": "1250" } }
A list is the events of a meter in their order, or the windows of a price that has some:
  "quantities": { "payments": ["10", "80", "10000"] }
What a matrix or a dynamic price asks of an event is a property of it:
  "quantities": { "calls": [{ "quantity": "10", "properties": { "region": "eu" } }] }
What belongs to one window has one name: { "quantity": "3", "window": "09:00" }.
Flat fees of a part of the period: "days": { "billed": 16, "of": 31 }.

Examples:
  $ npm run -s stepbill -- price < question.json
  $ npm run -s stepbill -- price --json < question.json
  $ echo '{ "plan": { "id": "p", "name": "P", "currency": "EUR", "prices": [{ "id": "fees", "name": "Fees",
      "model": "percentage", "meter": "payments", "rate": 1.3, "fixedPerEvent": 0.25 }] },
      "quantities": { "payments": [50, 100] } }' | npm run -s stepbill -- price`,
    )
    .action(async (options: Common) => {
      if (process.stdin.isTTY) throw new CommandError('price reads a plan and quantities from standard input; see price --help.');
      const { priceQuantities } = await import('../commands/price-quantities.ts');
      const { pricedTable } = await import('../commands/bill-report.ts');
      const priced = priceQuantities(await text(process.stdin));
      answer(options, priced, pricedTable(priced));
    });

  addCommand(program, 'preview <customer>', "the customer's next bill as it stands now, by the steps a run takes; keeps nothing", [
    'preview brinkmann',
    'preview brinkmann --month 2026-10 --pdf brinkmann.pdf',
  ])
    .option('--month <month>', 'bill as a run of this month would; the present month if not given', monthOf)
    .option('--pdf <file>', 'draw it, marked as a draft')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((customerId: string, options: Common & { month?: string; pdf?: string }) =>
      within(
        options,
        async ({ invoke }) => {
          const { billReport } = await import('../commands/bill-report.ts');
          const { previewCustomer, writePreview } = await import('../commands/preview-customer.ts');
          const preview = await previewCustomer(invoke, await sellerOf(options), customerId, options.month);
          const { draft, month } = preview;
          answer(options, preview, draft ? billReport(draft) : [`Nothing is due from "${customerId}" in ${month}.`]);
          if (draft && options.pdf !== undefined) {
            await writePreview(draft, options.pdf);
            if (!options.json) say(`\nDrawn: ${options.pdf}`);
          }
        },
        {
          async overApi(api) {
            const { billReport } = await import('../commands/bill-report.ts');
            const path = `/v1/sellers/${await sellerBehind(api, options)}/customers/${encodeURIComponent(customerId)}/preview`;
            const preview = await api.get<Preview>(path, { month: options.month });
            const { draft, month } = preview;
            answer(options, preview, draft ? billReport(draft) : [`Nothing is due from "${customerId}" in ${month}.`]);
            if (draft && options.pdf !== undefined) {
              const { keepPreview } = await import('../commands/preview-customer.ts');
              await keepPreview(await api.file(`${path}.pdf`, { month }), options.pdf);
              if (!options.json) say(`\nDrawn: ${options.pdf}`);
            }
          },
        },
      ),
    );
}
