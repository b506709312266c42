/** The Mail port on a folder: each mail is an `.eml` file that any mail program opens. */
import { FileConflictError } from '../shared/errors.ts';
import type { Mail, Message } from '../shared/mail.ts';
import { outboxName } from '../shared/outbox-name.ts';
import { mailSentOnce } from '../shared/send-once.ts';
import type { Table } from '../shared/table.ts';
import { openDiskFiles } from './disk-files.ts';

/** @param folder created if absent */
export function openOutboxMail(folder: string, table: () => Table): Mail {
  // The file is named by the key and written once, so a second delivery finds the first.
  return mailSentOnce(table, { leaseSeconds: 0, deliver: keepInOutbox(folder) });
}

/** Writes mails into the outbox, each once: false if it is there, whatever it says. */
export function keepInOutbox(folder: string): (mime: Uint8Array, message: Message) => Promise<boolean> {
  const outbox = openDiskFiles(folder, { isArchive: false });
  return async (mime, { key }) => {
    try {
      return (await outbox.put(outboxName(key), mime, 'message/rfc822')).isNew;
    } catch (error) {
      if (error instanceof FileConflictError) return false;
      throw error;
    }
  };
}
