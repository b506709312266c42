import type { Command } from 'commander';
import { addCommand, answer, asOption, type Common, jsonOption, say, sellerOf, sellerOption, wherever, within } from './command.ts';
import { ADDRESSES } from './places.ts';

interface Deciding extends Common {
  readonly reason: string;
}

/** Addresses that mails come back from, links that mails lead to, and what people decide on them. */
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
      wherever(options, ADDRESSES, async (addresses) => {
        const { troubleLines } = await import('../commands/mail-troubles.ts');
        const marked = await addresses.marked();
        answer(options, marked, troubleLines(marked));
      }),
    );

  addDeciding(mail, 'bounced', 'mark', 'say that mails to an address come back; on a stage SES says so itself', '550 user unknown');
  addCommand(mail, 'link <number>', 'the link to a document, for whoever has lost the mail; it is shown to nobody who is not to see it', [
    'mail link RE-2026-000017',
  ])
    .addOption(sellerOption)
    .action((number: string, options: Common) =>
      within(options, async () => {
        const { linkOf } = await import('../commands/customer-links.ts');
        say(await linkOf(await sellerOf(options), number));
      }),
    );
  addCommand(mail, 'end-links', 'end all links to documents that mails led to; those of later mails are others', [
    'mail end-links --reason "A mailbox was broken into"',
  ])
    .requiredOption('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .action((options: Deciding) =>
      within(options, async (home) => {
        const { endLinks } = await import('../commands/customer-links.ts');
        const { personOf } = await import('../commands/person.ts');
        await endLinks(home, await sellerOf(options), { by: personOf(options.as), reason: options.reason });
        say('All links to documents that were sent so far have ended.');
      }),
    );
  addDeciding(mail, 'clear', 'clear', 'say that an address works again; invoices that were held back go out', 'Mailbox is back');
}

function addDeciding(mail: Command, name: string, decision: 'mark' | 'clear', description: string, reason: string): void {
  addCommand(mail, `${name} <address>`, description, [`mail ${name} pay@adler.example --reason "${reason}"`])
    .requiredOption('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((address: string, options: Deciding) =>
      wherever(options, ADDRESSES, async (addresses) => {
        const { clearedLines } = await import('../commands/mail-troubles.ts');
        const decided = await addresses.decide(address, decision, options.reason);
        const marked = [decided.isNew ? `${address} is marked: nothing is sent to it.` : `${address} is marked already.`];
        answer(options, decided, decision === 'mark' ? marked : clearedLines(address, decided));
      }),
    );
}
