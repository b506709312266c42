/**
 * A process that writes to a SQLite table until it is told to stop or is killed, and says on its standard output
 * what was acknowledged: `node table-writer.ts <file> <writer> <transactions>`.
 *
 * Each transaction raises the shared counter by one and writes four records of its own.
 */
import { openSqliteTable } from '../../local/sqlite-table.ts';
import { ConditionFailedError } from '../../shared/errors.ts';
import type { Change } from '../../shared/table.ts';

const COUNTER = { pk: 'shared', sk: 'counter' };
const LANES = 10;

const [file = '', writer = '', transactions = '0'] = process.argv.slice(2);
const table = openSqliteTable(file);
let begun = 0;

async function writeOne(n: number): Promise<void> {
  const records = ['a', 'b', 'c', 'd'].map((part): Change => ({
    put: { pk: `writer|${writer}`, sk: `${String(n).padStart(6, '0')}|${part}`, body: { n } },
    if: 'absent',
  }));
  for (;;) {
    const counter = await table.get(COUNTER);
    const count = ((counter?.body['count'] as number | undefined) ?? 0) + 1;
    const raise: Change = { put: { ...COUNTER, body: { count } }, if: counter?.version ?? 'absent' };
    try {
      await table.write([raise, ...records]);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
}

await Promise.all(
  Array.from({ length: LANES }, async () => {
    while (begun < Number(transactions)) {
      const n = begun++;
      await writeOne(n);
      // To a pipe this is written before it returns.
      process.stdout.write(`${n}\n`);
    }
  }),
);
table.close();
