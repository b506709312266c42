/** The Mail port on a folder: each mail is an `.eml` file that any mail program opens. */
import { sha256 } from '../shared/content-hash.ts';
import { FileConflictError } from '../shared/errors.ts';
import type { Mail } from '../shared/mail.ts';
import { mailSentOnce } from '../shared/send-once.ts';
import type { Table } from '../shared/table.ts';
import { openDiskFiles } from './disk-files.ts';

/** @param folder created if absent */
export function openOutboxMail(folder: string, table: () => Table): Mail {
  const outbox = openDiskFiles(folder, { isArchive: false });
  return mailSentOnce(table, {
    // The file is named by the key and written once, so a second delivery finds the first.
    leaseSeconds: 0,
    async deliver(mime, { key }) {
      try {
        return (await outbox.put(outboxName(key), mime, 'message/rfc822')).isNew;
      } catch (error) {
        if (error instanceof FileConflictError) return false;
        throw error;
      }
    },
  });
}

/** The file of a mail in the outbox: readable, and distinct for distinct keys. */
export function outboxName(key: string): string {
  const readable = key.replace(/[^A-Za-z0-9_=@-]+/g, '-').slice(0, 120);
  return `${readable}-${sha256(key).slice(0, 12)}.eml`;
}
