import type { Command } from 'commander';
import type { Decision } from '../commands/dunning.ts';
import { addCommand, answer, asOption, type Common, jsonOption, sellerOf, sellerOption, wherever, within } from './command.ts';
import { DUNNING } from './places.ts';

interface Deciding extends Common {
  readonly reason: string;
  readonly until?: string;
}

/** Overdue invoices: gone after by the seller's plan, and what people decide on them. */
export function addDunningCommands(program: Command): void {
  const dunning = addCommand(program, 'dunning', 'overdue invoices: letters by the seller’s plan, and what people decide', [
    'dunning run   # once a day, where nobody serves the folder',
    'dunning list',
    'dunning pause RE-2026-000017 --until 2026-12-31 --reason "They will pay by Christmas"',
  ]).enablePositionalOptions();

  addCommand(dunning, 'run', 'open cases for overdue invoices and do what is due; the schedule of serve and of a stage does it by itself', [
    'dunning run',
  ])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      within(
        options,
        async (home) => {
          const { openedLines } = await import('../commands/dunning.ts');
          const { dunningHere } = await import('../commands/dunning-here.ts');
          const { personOf } = await import('../commands/person.ts');
          const here = dunningHere(home, await sellerOf(options), personOf(options.as));
          const opened = await here.run();
          const cases = await here.cases();
          answer(options, { opened, cases }, openedLines(opened, cases, await here.hasPlan()));
        },
        { insteadOfApi: (url) => `${url} looks for overdue invoices by itself, once an hour or a day.` },
      ),
    );

  addCommand(dunning, 'list', 'the cases that are open, with their last step', ['dunning list --json'])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      wherever(options, DUNNING, async (dunned) => {
        const { casesLines } = await import('../commands/dunning.ts');
        const cases = await dunned.cases();
        answer(options, cases, casesLines(cases));
      }),
    );

  addCommand(dunning, 'show <number>', 'the latest case of an invoice: its steps, what they charged, and decisions', [
    'dunning show RE-2026-000017',
  ])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((number: string, options: Common) =>
      wherever(options, DUNNING, async (dunned) => {
        const { caseLines, showDunning } = await import('../commands/dunning.ts');
        const found = await showDunning(dunned, number);
        answer(options, found, caseLines(found));
      }),
    );

  addDeciding(dunning, 'pause', 'let a case rest, to the end of a day or until it is resumed', 'pause RE-2026-000017 --until 2026-12-31');
  addDeciding(dunning, 'dispute', 'let a case rest because the customer disputes the invoice', 'dispute RE-2026-000017');
  addDeciding(dunning, 'resume', 'let a case that rests go on; its plan counts from today', 'resume RE-2026-000017');
  addDeciding(dunning, 'close', 'end a case for good; the invoice stays open', 'close RE-2026-000017');

  addCommand(dunning, 'instalments <number> <day=amount...>', 'agree on instalments, which come to what is open', [
    'dunning instalments RE-2026-000017 2026-12-01=60.00 2027-01-01=59.00 --reason "Agreed by phone"',
  ])
    .requiredOption('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action(async (number: string, written: string[], options: Deciding) => {
      const { instalmentsOf } = await import('../commands/dunning.ts');
      await decide(number, { kind: 'instalments', instalments: instalmentsOf(written) }, options);
    });

  addCommand(dunning, 'open <number>', 'open a case by hand, also where one was ended', [
    'dunning open RE-2026-000017 --reason "No money came"',
  ])
    .requiredOption('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((number: string, options: Deciding) =>
      wherever(options, DUNNING, async (dunned) => {
        const opened = await dunned.open(number, options.reason);
        answer(options, opened, [`Case ${opened.case} of ${number} is open.`]);
      }),
    );
}

function addDeciding(dunning: Command, kind: Exclude<Decision['kind'], 'instalments'>, description: string, example: string): void {
  const command = addCommand(dunning, `${kind} <number>`, description, [`dunning ${example} --reason "…"`]);
  if (kind === 'pause' || kind === 'dispute') command.option('--until <day>', 'last day of it');
  command
    .requiredOption('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((number: string, options: Deciding) =>
      decide(number, { kind, ...(options.until === undefined ? {} : { until: options.until }) }, options),
    );
}

function decide(number: string, decision: Decision, options: Deciding): Promise<void> {
  return wherever(options, DUNNING, async (dunned) => {
    const { isNew } = await dunned.decide(number, decision, options.reason);
    answer(options, { isNew }, [isNew ? `Decided: ${decision.kind}.` : 'It was decided so already.']);
  });
}
