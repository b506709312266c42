import type { Command } from 'commander';
import type { Invoice } from '../../shared/invoice.ts';
import type { CreditAsked } from '../commands/credit-invoice.ts';
import type { Home } from '../home.ts';
import { billAgain } from './run-commands.ts';
import { addCommand, answer, asOption, type Common, jsonOption, sellerBehind, sellerOf, sellerOption, within } from './command.ts';

interface Crediting extends Common {
  readonly all?: boolean;
  readonly amount?: string;
  readonly line?: readonly string[];
  readonly reason: string;
}

/** What corrects an invoice that was issued: it stays as it is, and a document of its own says what is credited. */
export function addCorrectCommands(program: Command): void {
  addCommand(program, 'credit <number>', 'credit an invoice, or some of it: makes a credit note that names it', [
    'credit RE-2026-000017 --line 3 --reason "Outage on 14 October"',
    'credit RE-2026-000017 --line 1=50.00 --line 2=29/30 --reason "…"   # an amount, or a share, of their net',
    'credit RE-2026-000017 --amount 120.50 --reason "Goodwill"   # net, spread over its lines',
    'credit RE-2026-000017 --all --reason "…"',
  ])
    .option('--line <line...>', 'a line: all that is left of it, an amount (3=50.00) or a share (3=29/30) of its net')
    .option('--amount <net>', 'an amount, spread over the lines by what is left of them')
    .option('--all', 'all that is left')
    .requiredOption('--reason <text>', 'why, in the language of the invoice; the credit note says it')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((number: string, options: Crediting) =>
      within(
        options,
        async (home) => {
          const { creditOf } = await import('../commands/credit-invoice.ts');
          await credited(home, options, { number, wanted: creditOf(options), reason: options.reason });
        },
        {
          async overApi(api) {
            const { creditOf } = await import('../commands/credit-invoice.ts');
            const { remoteCredit } = await import('../remote/remote-invoices.ts');
            const asked = { number, wanted: creditOf(options), reason: options.reason };
            await told(await remoteCredit(api, await sellerBehind(api, options), asked), number, options);
          },
        },
      ),
    );

  addCommand(
    program,
    'cancel <number>',
    'credit all of an invoice, so that its periods count as not billed: the next run bills them again, or --rebill does at once',
    ['cancel RE-2026-000017 --reason "Wrong price" --rebill'],
  )
    .requiredOption('--reason <text>', 'why, in the language of the invoice; the credit note says it')
    .option('--rebill', 'bill the customer again, in a further run of the month the invoice is of')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((number: string, options: Crediting & { rebill?: boolean }) =>
      within(options, async (home) => {
        const asked = { number, wanted: 'rest', reason: options.reason, isCancelled: true } as const;
        const creditNote = await credited(home, { ...options, isQuiet: options.rebill && options.json }, asked);
        if (options.rebill) await billAgain(home, number, creditNote.customer.id, options);
      }),
    );
}

async function credited(
  home: Home,
  options: Crediting & { isQuiet?: boolean | undefined },
  asked: Omit<CreditAsked, 'by'>,
): Promise<Invoice> {
  const { creditInvoice } = await import('../commands/credit-invoice.ts');
  const { personOf } = await import('../commands/person.ts');
  const creditNote = await creditInvoice(home, await sellerOf(options), { ...asked, by: personOf(options.as) });
  if (!options.isQuiet) await told(creditNote, asked.number, options);
  return creditNote;
}

async function told(creditNote: Invoice, credited: string, options: Common): Promise<void> {
  const { moneyFigure } = await import('../../shared/figures.ts');
  const { typed } = await import('../commands/typed.ts');
  const { number, currency, totals } = creditNote;
  answer(options, creditNote, [
    `${number} credits ${moneyFigure(totals.payable, currency)} of ${credited}.`,
    `The document: ${typed(`open ${number}`)}`,
  ]);
}
