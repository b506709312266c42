import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError } from '../commands/errors.ts';
import type { ApiClient } from '../remote/api-client.ts';
import { addCommand, answer, asOption, type Common, jsonOption, sellerBehind, sellerOf, sellerOption, within } from './command.ts';

/** What is sold, by whom and to whom: imported, and shown as it was at an import. */
export function addCatalogCommands(program: Command): void {
  addCommand(program, 'import <catalog...>', 'import catalog files: seller, meters, plans, customers; says what changes, all or nothing', [
    'import catalog.yml --dry-run',
    'import catalog.yml',
    'import seller.yml plans.yml customers/ --as ops@acme.example',
  ])
    .option('--dry-run', 'say what would change, and change nothing')
    .addOption(asOption)
    .addOption(jsonOption)
    .action((paths: string[], options: Common & { dryRun?: boolean }) => importFiles(paths, options));

  addCommand(program, 'catalog [hash]', 'show the catalog of an import as a file, by its hash in the audit log; the latest if not given', [
    'catalog',
    'catalog 1f2e3d4c > catalog.yml',
  ])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((hash: string | undefined, options: Common) =>
      within(options, async () => {
        const { catalogText, showCatalog } = await import('../commands/show-catalog.ts');
        const shown = await showCatalog(await sellerOf(options), hash);
        answer(options, shown, catalogText(shown));
      }),
    );
}

async function importFiles(paths: readonly string[], options: Common & { dryRun?: boolean }): Promise<void> {
  const { readCatalogFiles } = await import('../commands/catalog-files.ts');
  const { applyImport, planImport } = await import('../commands/import-catalog.ts');
  const { planFirstImport } = await import('../../shared/planned-import.store.ts');
  const { importJson, importReport } = await import('../commands/import-report.ts');
  const { personOf } = await import('../commands/person.ts');
  const read = readCatalogFiles(paths);
  const isDryRun = options.dryRun === true;
  if (options.stage === undefined && options.url === undefined && !existsSync(options.data)) {
    // Neither a catalog that is refused nor a dry run makes a data folder.
    const planned = planFirstImport(read);
    if (isDryRun) return answer(options, importJson(planned, false), [...importReport(planned), NOTHING_CHANGED]);
  }
  await within(
    options,
    async () => {
      const planned = await planImport(read);
      if (!options.json) answer(options, undefined, importReport(planned));
      if (!isDryRun) await applyImport(planned, personOf(options.as));
      const isImported = !isDryRun && !planned.isThere;
      answer(options, importJson(planned, isImported), [
        isImported ? `Imported, content ${planned.contentHash.slice(0, 8)}.` : NOTHING_CHANGED,
      ]);
    },
    { isImport: true, overApi: (api) => importBehind(api, paths, options) },
  );
}

/** The same behind an address, of one file: it is read there. */
async function importBehind(api: ApiClient, paths: readonly string[], options: Common & { dryRun?: boolean }): Promise<void> {
  const { catalogFilesAt, readCatalogFiles } = await import('../commands/catalog-files.ts');
  const { checkedLines, remoteCheck, remoteImport } = await import('../remote/remote-import.ts');
  const [file = '', ...others] = catalogFilesAt(paths);
  if (others.length > 0) throw new CommandError(`${api.url} takes one file at a time, and ${others.length + 1} are named.`);
  const sellerId = readCatalogFiles([file]).seller?.value.id ?? (await sellerBehind(api, options));
  const checked = await remoteCheck(api, sellerId, { file, text: readFileSync(file, 'utf8') });
  if (!options.json) answer(options, undefined, checkedLines(sellerId, checked));
  const isImported = options.dryRun !== true && !checked.isThere;
  if (isImported) await remoteImport(api, sellerId, checked);
  answer(options, { ...checked, isImported }, [isImported ? `Imported, content ${checked.contentHash.slice(0, 8)}.` : NOTHING_CHANGED]);
}

const NOTHING_CHANGED = 'Nothing was changed.';
