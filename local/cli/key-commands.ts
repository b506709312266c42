import { type Command, InvalidArgumentError, Option } from 'commander';
import { addCommand, answer, asOption, type Common, instantOf, jsonOption, sellerOf, sellerOption, within } from './command.ts';

interface Creating extends Omit<Common, 'seller'> {
  readonly seller: string[];
  readonly label: string;
  readonly expires?: Date;
  readonly may?: string[];
}

/** Keys by which product code posts usage and reads what it comes to. */
export function addKeyCommands(program: Command): void {
  const keys = addCommand(program, 'keys', 'keys of product code: which there are, for whom, what they may do, until when', [
    'keys',
    'keys create --seller acme --label "API gateway"',
    'keys rotate 7c0k3q9x2m4n',
    'keys revoke 7c0k3q9x2m4n',
  ])
    // Options behind its own commands are theirs.
    .enablePositionalOptions()
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      within(options, async ({ invoke }) => {
        const { keyTable, listKeys } = await import('../commands/api-keys.ts');
        const listed = await listKeys(invoke, options.seller === undefined ? undefined : await sellerOf(options));
        answer(options, listed, keyTable(listed));
      }),
    );

  addCommand(keys, 'create', 'make a key and show it, once; what is kept is its hash', [
    'keys create --seller acme --label "API gateway"',
    'keys create --seller acme --label "Customer portal" --may read',
    'keys create --seller acme --label "Shop" --may order',
    'keys create --seller acme acme-us --label "Billing export" --expires 2027-11-01T00:00:00Z --as ops@acme.example',
  ])
    .requiredOption('--seller <id...>', 'sellers it is for')
    .requiredOption('--label <text>', 'what it is for')
    .addOption(
      new Option('--may <right...>', 'post usage, read usage and previews, place orders, or several; post if not given').choices([
        ...['post', 'read', 'order'],
      ]),
    )
    .option('--expires <instant>', 'from when on it is refused; never if not given', instantOf)
    .addOption(asOption)
    .addOption(jsonOption)
    .action((options: Creating) =>
      within(options, async ({ invoke }) => {
        const { createKey, newKeyLines } = await import('../commands/api-keys.ts');
        const { personOf } = await import('../commands/person.ts');
        const { seller: sellers, label, expires, may, as } = options;
        const made = await createKey(invoke, { sellers, label, may, expiresAt: expires?.toISOString(), by: personOf(as) });
        answer(options, made, newKeyLines(made));
      }),
    );

  addCommand(keys, 'rotate <id>', 'make a key that takes the place of another, which goes on for some days', [
    'keys rotate 7c0k3q9x2m4n',
    'keys rotate 7c0k3q9x2m4n --keep 0 --as ops@acme.example',
  ])
    .addOption(new Option('--keep <days>', 'days the old key goes on, at most 90').argParser(daysOf).default(7))
    .addOption(asOption)
    .addOption(jsonOption)
    .action((named: string, options: Common & { keep: number }) =>
      within(options, async ({ invoke }) => {
        const { idMeant, rotatedLines, rotateKey } = await import('../commands/api-keys.ts');
        const { personOf } = await import('../commands/person.ts');
        const id = idMeant(named);
        const made = await rotateKey(invoke, id, { overlapDays: options.keep, by: personOf(options.as) });
        answer(options, made, rotatedLines(id, made));
      }),
    );

  addCommand(keys, 'revoke <id>', 'end a key for good, from the next request on', ['keys revoke 7c0k3q9x2m4n --as ops@acme.example'])
    .addOption(asOption)
    .addOption(jsonOption)
    .action((named: string, options: Common) =>
      within(options, async ({ invoke }) => {
        const { idMeant, revokeKey } = await import('../commands/api-keys.ts');
        const { personOf } = await import('../commands/person.ts');
        const id = idMeant(named);
        await revokeKey(invoke, id, personOf(options.as));
        answer(options, { id, state: 'revoked' }, [`Key ${id} is revoked.`]);
      }),
    );
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!Number.isSafeInteger(days) || days < 0 || days > 90) throw new InvalidArgumentError('Write a whole number of days from 0 to 90.');
  return days;
}
