import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  addCommand,
  answer,
  asOption,
  type Common,
  explained,
  jsonOption,
  requireFolder,
  sellerOf,
  sellerOption,
  within,
  withinFolder,
} from './command.ts';
import { EXIT } from '../commands/errors.ts';

/** What keeps a stage's data safe. */
const RECOVERY =
  "AWS keeps it: the table as it was at any second of the last 35 days, former versions of files, and the archive's documents; docs/deploy.md says how to restore.";

/** What is kept: copied to be safe, brought back, handed out, erased. */
export function addDataCommands(program: Command): void {
  addExport(program);
  addErase(program);

  addCommand(program, 'backup <folder>', 'copy the data folder while others work in it; into a backup that is there, only what is new', [
    'backup /mnt/backup/stepbill',
  ])
    .addOption(jsonOption)
    .action(async (folder: string, options: Common) => {
      requireFolder(options, RECOVERY);
      await withinFolder(options, async (workspace) => {
        const { backUp } = await import('../commands/backup.ts');
        const { backupReport } = await import('../commands/backup-report.ts');
        const done = await named(`Backup of ${options.data} to ${folder}`, () => backUp(workspace.data, resolve(folder)));
        const { takenAt, files } = done.manifest;
        answer(options, { takenAt, files: files.length, copied: done.copied, lost: done.lost }, backupReport(done, folder));
        if (done.lost.length > 0) process.exitCode = EXIT.failed;
      });
    });

  addCommand(
    program,
    'restore <backup>',
    'make a data folder of a backup; issuing is locked until the counters were held against the archive',
    ['restore /mnt/backup/stepbill --data restored'],
  )
    .option('--replace', 'move a data folder that is there out of the way, under another name')
    .addOption(asOption)
    .addOption(jsonOption)
    .action(async (backup: string, options: Common & { replace?: boolean }) => {
      requireFolder(options, RECOVERY);
      await explained(options.data, async () => {
        const { restore } = await import('../commands/restore.ts');
        const { restoreReport } = await import('../commands/backup-report.ts');
        const { personOf } = await import('../commands/person.ts');
        const { fixClock } = await import('../../shared/clock.ts');
        fixClock(options.now);
        const wanted = { by: personOf(options.as), isReplacing: options.replace ?? false };
        const done = await restore(resolve(backup), resolve(options.data), wanted);
        const { manifest, sellers, movedTo } = done;
        const facts = { backupOf: manifest.takenAt, files: manifest.files.length, sellers, movedTo: movedTo ?? null };
        answer(options, facts, restoreReport(done, options.data));
      });
    });
}

/** Hands out what is held about a customer. */
function addExport(program: Command): void {
  addCommand(program, 'export <customer>', 'write everything that is held about a customer into a folder: records, documents, mails', [
    'export brinkmann',
    'export brinkmann --to brinkmann-data --json',
  ])
    .option('--to <folder>', 'a folder that is new or empty; <customer>-export if not given')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action(async (customer: string, options: Common & { to?: string }) => {
      requireFolder(options, 'Export the table to S3 and take what docs/privacy.md says is about the customer.');
      await withinFolder(options, async (workspace) => {
        const { exportCustomer, exportReport } = await import('../commands/export-customer.ts');
        const folder = options.to ?? `${customer}-export`;
        const manifest = await exportCustomer(workspace.data, await sellerOf(options), customer, resolve(folder));
        answer(options, manifest, exportReport(manifest, folder));
      });
    });
}

/** Takes away what tells of a customer, as far as it is old enough. */
function addErase(program: Command): void {
  addCommand(program, 'erase <customer>', 'show what may be erased of a customer, what stays, why, and until when; erase it with --yes', [
    'erase brinkmann',
    'erase brinkmann --yes --as privacy@acme.example',
  ])
    .option('--yes', 'erase it: this can not be undone')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((customer: string, options: Common & { yes?: boolean }) =>
      within(options, async (home) => {
        const { eraseCustomer } = await import('../commands/erase-customer.ts');
        const { eraseAnswer, eraseReport } = await import('../commands/erase-report.ts');
        const { personOf } = await import('../commands/person.ts');
        const by = options.yes ? personOf(options.as) : undefined;
        const erasing = await eraseCustomer(home, await sellerOf(options), customer, by);
        answer(options, eraseAnswer(erasing), eraseReport(erasing));
      }),
    );
}

/** Says in what, of several folders, the disk or a database failed. */
async function named<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  let result: { value: Result } | undefined;
  await explained(what, async () => {
    result = { value: await work() };
  });
  return result!.value;
}
