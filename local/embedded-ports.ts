/** The ports of one machine: a data folder with a database, files where a person finds them, and an outbox. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { now } from '../shared/clock.ts';
import { secretInEnvironment, smtpUrl } from '../shared/config.ts';
import type { Mail } from '../shared/mail.ts';
import type { Ports } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { openDiskFiles } from './disk-files.ts';
import { type FolderExecutions, openExecutionsClient } from './runner/executions-client.ts';
import { fileLink, type LinkedStore } from './serve/file-links.ts';
import { openOutboxMail } from './outbox-mail.ts';
import { openSmtpMail } from './smtp-mail.ts';
import { openSqliteTable } from './sqlite-table.ts';
import { stepsInThread } from './steps-in-thread.ts';
import type { Committer, SqliteTable } from './sqlite-table.ts';

export interface EmbeddedPorts extends Ports {
  readonly table: SqliteTable;
  readonly executions: FolderExecutions;
  close(): void;
}

/**
 * Opens the adapters of a data folder; threads and processes each open their own.
 *
 * Executions are a client of the runner of this folder: what is started runs when a runner has the folder.
 *
 * @param folder made if absent
 * @param committer who commits writes; this thread if not given
 */
export function embeddedPorts(folder: string, committer?: Committer): EmbeddedPorts {
  mkdirSync(folder, { recursive: true });
  const table = openSqliteTable(join(folder, 'table.db'), committer ? { committer } : {});
  const executions = openExecutionsClient(folder, now);
  const linkTo = (store: LinkedStore) => (key: string, seconds: number) => fileLink(folder, store, key, seconds, now());
  return {
    table,
    files: openDiskFiles(join(folder, 'files'), { isArchive: false, linkTo: linkTo('files') }),
    archive: openDiskFiles(join(folder, 'archive'), { isArchive: true, linkTo: linkTo('archive') }),
    mail: mailOf(join(folder, 'outbox'), () => table),
    outbox: openDiskFiles(join(folder, 'outbox'), { isArchive: false }),
    executions,
    steps: stepsInThread,
    secrets: { get: (name) => Promise.resolve(secretInEnvironment(name)) },
    close() {
      executions.close();
      table.close();
    },
  };
}

/** Mails leave by the SMTP server that the environment names, or are left in the outbox. */
export function mailOf(outbox: string, table: () => Table): Mail {
  const url = smtpUrl();
  return url === undefined ? openOutboxMail(outbox, table) : openSmtpMail(url, outbox, table);
}
