import type { Command } from 'commander';
import type { PaymentDecision } from '../../shared/bank/payment-decision.ts';
import type { Payments } from '../commands/payments.ts';
import { addCommand, answer, asOption, type Common, jsonOption, sellerOption, wherever } from './command.ts';
import { folderOption } from './direct-debit-commands.ts';
import { PAYMENTS } from './places.ts';

/** Money that goes back, what never comes, credit notes that name several invoices, and what a customer's account shows. */
export function addReceivableCommands(program: Command): void {
  const reasonNeeded = ['--reason <text>', 'why; for the audit log'] as const;
  const deciding = (
    usage: string,
    description: string,
    example: string,
    decision: (args: readonly string[], options: Refunding, payments: Payments) => Promise<PaymentDecision>,
  ) =>
    addCommand(program, usage, description, [example])
      .requiredOption(...reasonNeeded)
      .addOption(asOption)
      .addOption(sellerOption)
      .addOption(jsonOption)
      .action((...given: unknown[]) => {
        const options = given.at(-2) as Refunding;
        return wherever(options, PAYMENTS, async (payments) => {
          const { decidedLines } = await import('../commands/bank-match.ts');
          const { refundLine } = await import('../commands/refunds.ts');
          const decided = await decision(given.slice(0, -2).flat() as string[], options, payments);
          const done = await payments.decide(decided, options.reason);
          answer(options, done, done.refund ? [refundLine(done.refund)] : decidedLines(done));
        });
      });

  deciding(
    'write-off <number>',
    'say that what is open of an invoice will never come',
    'write-off RE-2026-000017 --reason "Insolvent"',
    async ([number = '']) => ({
      kind: 'write-off',
      number,
    }),
  );
  deciding(
    'undo-write-off <number>',
    'take a write-off back',
    'undo-write-off RE-2026-000017 --reason "They pay after all"',
    async ([number = '']) => ({
      kind: 'undo-write-off',
      number,
    }),
  );
  deciding(
    'use-credit-note <creditNote> <number...>',
    'have a credit note count for invoices, each with its amount',
    'use-credit-note GK-2026-000003 RE-2026-000017=50.00 RE-2026-000018=20.00 --reason "As agreed"',
    async ([number = '', ...shares]) => {
      const { creditSharesTyped } = await import('../commands/bank-match.ts');
      return { kind: 'use-credit-note', number, shares: creditSharesTyped(shares) };
    },
  );
  deciding(
    'free-credit-note <creditNote>',
    'take back what a credit note counts for',
    'free-credit-note GK-2026-000003 --reason "Of another invoice"',
    async ([number = '']) => ({
      kind: 'free-credit-note',
      number,
    }),
  );
  deciding(
    'refund <number>',
    'pay back what is overpaid of an invoice, or left of a credit note, a payment or a transaction of the bank',
    'refund RE-2026-000017 --reason "Paid twice"',
    async ([named = ''], options, payments) => {
      const { refundTyped } = await import('../commands/bank-match.ts');
      return refundTyped(payments, named, options);
    },
  )
    .option('--iban <iban>', 'account it is paid to; the account or card that paid if not given')
    .option('--name <name>', 'whose account that is');
  deciding(
    'send-refund <refund>',
    'ask the provider of a card again what became of a refund; it is sent where there is none of it',
    'send-refund refund-4f1a9c20b7d3e815 --reason "No answer came"',
    async ([refund = '']) => ({ kind: 'send-refund', refund }),
  );
  deciding(
    'allocate-refund <refund> <number>',
    'say what a refund was for that was made at the provider itself: an invoice, a credit note, or what was left of its payment',
    'allocate-refund refund-4f1a9c20b7d3e815 RE-2026-000017 --reason "Cancelled by phone"',
    async ([refund = '', named = ''], _, payments) => {
      const { originNamed } = await import('../commands/bank-match.ts');
      return { kind: 'allocate-refund', refund, of: await originNamed(payments, named) };
    },
  );
  deciding(
    'cancel-refund <refund>',
    'take a refund back that has not left, or that the provider of the card declined',
    'cancel-refund refund-4f1a9c20b7d3e815 --reason "Wrong account"',
    async ([refund = '']) => ({
      kind: 'cancel-refund',
      refund,
    }),
  );

  addCommand(program, 'order-refunds', 'write the file that orders all refunds at the bank, pain.001.001.09; each refund is in one file', [
    'order-refunds --on 2026-11-30',
  ])
    .option('--on <day>', 'day on which the bank is to pay; today if not given')
    .addOption(folderOption())
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & { on?: string; to?: string }) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { orderedLines, orderTyped } = await import('../commands/refunds.ts');
        const ordered = await orderTyped(payments, options.on, options.to);
        answer(options, ordered, orderedLines(ordered));
      }),
    );

  addCommand(program, 'statement <customer>', 'a customer’s statement of account: movements with their balance, and what is open', [
    'statement adler --from 2026-01-01 --to 2026-12-31',
    'statement adler --from 2026-01-01 --to 2026-12-31 --pdf adler.pdf --csv adler.csv',
  ])
    .requiredOption('--from <day>', 'first day')
    .requiredOption('--to <day>', 'last day')
    .option('--pdf <file>', 'write it as a document')
    .option('--csv <file>', 'write it as a table')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((customerId: string, options: Common & { from: string; to: string; pdf?: string; csv?: string }) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { statementLines, statementTyped, writeStatement } = await import('../commands/statement.ts');
        const statement = await statementTyped(payments, customerId, options);
        answer(options, statement, [...statementLines(statement), ...(await writeStatement(payments, statement, options))]);
      }),
    );
}

interface Refunding extends Common {
  readonly reason: string;
  readonly iban?: string;
  readonly name?: string;
}
