/** Takes what was deleted out of a database file: SQLite leaves it in free pages, in gaps of others, and in the log. */
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';

/**
 * Writes the database anew and empties its log, so that neither holds anything but the records there are. Others may read
 * and write meanwhile, as long as each of them waits its turn. Needs as much room again as the database takes.
 *
 * @returns false if another process read from the old log all the time; the same again mends it
 * @see https://www.sqlite.org/lang_vacuum.html
 */
export async function scrubDatabase(file: string): Promise<boolean> {
  // Reads of this turn of the event loop end behind it, and would keep the log from being emptied.
  await setImmediate();
  const database = new DatabaseSync(file, { timeout: 10_000 });
  try {
    database.exec('VACUUM');
    return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
  } finally {
    database.close();
  }
}
