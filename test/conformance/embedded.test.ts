/** The embedded default under the same suites as AWS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDiskFiles } from '../../local/disk-files.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';
import { filesSuite } from './files-suite.ts';
import { tableSuite } from './table-suite.ts';

const FILE_URL = 'a file URL has no headers, no signature and no end; the folder is its owner’s';

tableSuite({
  name: 'SQLite',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'stepbill-table-'));
    const port = openSqliteTable(join(folder, 'stepbill.db'));
    const again = openSqliteTable(join(folder, 'stepbill.db'));
    return {
      port,
      again,
      close: async () => {
        port.close();
        again.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
  cannotVouchFor: [],
});

filesSuite({
  name: 'disk',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'stepbill-files-'));
    const root = { working: join(folder, 'files'), archive: join(folder, 'archive') };
    const openBoth = () => ({
      working: openDiskFiles(root.working, { isArchive: false }),
      archive: openDiskFiles(root.archive, { isArchive: true }),
    });
    return { port: openBoth(), again: openBoth(), close: async () => rmSync(folder, { recursive: true }) };
  },
  cannotVouchFor: [
    { sentence: 'links to a download as an attachment', why: FILE_URL },
    { sentence: 'links to nothing if the signature is not ours', why: FILE_URL },
    { sentence: 'links only as long as was asked for', why: FILE_URL },
  ],
});
