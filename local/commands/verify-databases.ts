import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../../shared/finding.ts';

/** Damage that no record may show yet: pages of a database that do not fit together. */
export function databaseProblems(data: string): Problem[] {
  return ['table.db', 'executions.db'].flatMap((name) => {
    const database = new DatabaseSync(join(data, name), { readOnly: true, timeout: 10_000 });
    try {
      const said = database
        .prepare('PRAGMA quick_check(1)')
        .all()
        .map((row) => String(row['quick_check']));
      if (said[0] === 'ok') return [];
      const what = `is damaged: ${said.join('; ').replaceAll(/\s+/g, ' ')}`;
      return [{ where: name, what, right: 'the latest backup, restored into another folder' }];
    } finally {
      database.close();
    }
  });
}
