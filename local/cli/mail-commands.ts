import type { Command } from 'commander';
import { addCommand, answer, asOption, type Common, jsonOption, sellerOf, sellerOption, within } from './command.ts';

interface Deciding extends Common {
  readonly reason: string;
}

/** Addresses that mails come back from, and what people decide on them. */
export function addMailCommands(program: Command): void {
  const mail = addCommand(program, 'mail', 'addresses that mails come back from: nothing is sent to them until they are cleared', [
    'mail troubles',
    'mail bounced pay@adler.example --reason "550 user unknown"',
    'mail clear pay@adler.example --reason "Mailbox is back"',
  ]).enablePositionalOptions();

  addCommand(mail, 'troubles', 'addresses that nothing is sent to, why, and what was held back', ['mail troubles --json'])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      within(options, async () => {
        const { troubleLines } = await import('../commands/mail-troubles.ts');
        const { markedAddresses } = await import('../../shared/marked-address.store.ts');
        const marked = await markedAddresses(await sellerOf(options));
        answer(options, marked, troubleLines(marked));
      }),
    );

  addDeciding(mail, 'bounced', 'mark', 'say that mails to an address come back; on a stage SES says so itself', '550 user unknown');
  addDeciding(mail, 'clear', 'clear', 'say that an address works again; invoices that were held back go out', 'Mailbox is back');
}

function addDeciding(mail: Command, name: string, decision: 'mark' | 'clear', description: string, reason: string): void {
  addCommand(mail, `${name} <address>`, description, [`mail ${name} pay@adler.example --reason "${reason}"`])
    .requiredOption('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((address: string, options: Deciding) =>
      within(options, async (home) => {
        const { clearedLines, decideAddress } = await import('../commands/mail-troubles.ts');
        const { personOf } = await import('../commands/person.ts');
        const { as, reason } = options;
        const decided = await decideAddress(home, await sellerOf(options), address, decision, { by: personOf(as), reason });
        const marked = [decided.isNew ? `${address} is marked: nothing is sent to it.` : `${address} is marked already.`];
        answer(options, decided, decision === 'mark' ? marked : clearedLines(address, decided));
      }),
    );
}
