/** What was issued, for accounting, behind an address: made there file by file, and fetched. */
import { join } from 'node:path';
import { ACCOUNTING_FILES, partName } from '../../shared/accounting/accounting-file-names.ts';
import type { LeftOut } from '../../shared/accounting/issued-document.ts';
import { requireFree } from '../commands/export-accounting.ts';
import type { AccountingAsked, AccountingExport } from '../commands/export-accounting.ts';
import { writeWhole } from '../commands/whole-file.ts';
import { type ApiClient, RefusedError } from './api-client.ts';

/** A file as it was made there, with the address where it is for some minutes. */
interface MadeFile {
  readonly url: string;
  readonly documents: number;
  readonly leftOut: readonly LeftOut[];
  /** Files that the period is. */
  readonly parts: number;
}

/**
 * Writes what was issued in a period for accounting. What is more than one file holds there is several, with their place
 * behind the name.
 *
 * @throws {CommandError} if a file is there; files that were finished stay
 */
export async function remoteAccounting(
  api: ApiClient,
  sellerId: string,
  asked: Omit<AccountingAsked, 'createdAt'>,
): Promise<AccountingExport> {
  const { period, formats, folder, meterOf } = asked;
  const wanted = formats.flatMap((format) => Object.entries(ACCOUNTING_FILES).filter(([, file]) => file.format === format));
  requireFree(
    wanted.map(([, file]) => file),
    asked,
  );
  const files: { path: string; what: string }[] = [];
  const leftOut = new Map<string, LeftOut>();
  let documents = 0;
  for (const [kind, { name, what }] of wanted) {
    const meter = meterOf(what, 1);
    let [held, parts] = [0, 1];
    for (let part = 1; part <= parts; part++) {
      const made = await madeFile(api, sellerId, { what: kind, ...period, part });
      if (!made) break;
      const own = partName(name, part);
      if (part > 1) requireFree([{ name: own }], asked);
      await writeWhole(join(folder, own), await api.linked(made.url));
      files.push({ path: join(folder, own), what });
      for (const left of made.leftOut) leftOut.set(left.number, left);
      held += made.documents;
      parts = made.parts;
    }
    documents = Math.max(documents, held);
    meter.to(1);
    meter.end('done');
  }
  return { sellerId, period, documents, files, leftOut: [...leftOut.values()] };
}

/** @returns undefined if nothing was issued */
async function madeFile(api: ApiClient, sellerId: string, wanted: object): Promise<MadeFile | undefined> {
  try {
    return await api.post<MadeFile>(`/v1/sellers/${sellerId}/downloads`, wanted);
  } catch (error) {
    if (error instanceof RefusedError && error.status === 404) return undefined;
    throw error;
  }
}
