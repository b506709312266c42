/** A month in which everything that somebody may write holds HTML, drafted and waiting for its release. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { catalogYaml } from './catalog.ts';
import { commandInTurn } from './command-in-turn.ts';

/** What whoever fills in a field, or sends an event, may write. */
const HOSTILE = `"'><img src=x onerror=alert(1)><script>alert(2)</script>`;
export const hostile = (what: string): string => `${what}${HOSTILE}`;
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** @param now instant at which the month is drafted */
export async function makeHostileMonth(data: string, now: string): Promise<void> {
  const catalog = catalogYaml({ id: 'adler' }, { id: 'bussard' }, { id: 'milan' })
    .replace('policy: never', 'policy: always')
    .replace('name: Kranich Software GmbH', `name: ${quoted(hostile('Seller'))}`)
    .replace('    name: Basic\n', `    name: ${quoted(hostile('Plan'))}\n`)
    .replace('name: { de: Aufrufe, en: Calls }', `name: ${quoted(hostile('Price'))}`)
    .replace('unit: { de: Aufrufe, en: calls }', `unit: ${quoted(hostile('u'))}`)
    .replace('name: Adler Works', `name: ${quoted(hostile('Customer'))}`)
    .replace('street: Feldweg 1', `street: ${quoted(hostile('Street'))}`);
  writeFileSync(join(data, '..', 'catalog.yml'), catalog);
  const event = { id: 'e1', customer: 'adler', type: 'api.calls', time: '2026-10-05T10:00:00Z', properties: { calls: '250' } };
  const events = [
    ...[event, { ...event, id: hostile('e2') }, { ...event, id: 'e3', properties: { calls: hostile('value') } }],
    ...[
      { ...event, id: 'e4', customer: hostile('customer') },
      { ...event, id: 'e5', type: hostile('type') },
    ],
    { ...event, id: 'e6', time: hostile('time') },
  ];
  const lines = [...events.map((it) => JSON.stringify(it)), hostile('{ not json')];
  writeFileSync(join(data, '..', 'events.ndjson'), lines.map((line) => `${line}\n`).join(''));
  for (const [at, ...command] of [
    ['2026-10-01T05:00:00Z', 'import', join(data, '..', 'catalog.yml'), '--as', hostile('ops')],
    ['2026-11-01T05:00:00Z', 'ingest', join(data, '..', 'events.ndjson')],
    [now, 'keys', 'create', '--seller', 'kranich', '--label', hostile('gateway'), '--as', 'ops'],
    [now, 'run', '2026-10', '--as', 'schedule'],
  ] as const) {
    const { code, stderr } = await commandInTurn([...command, '--data', data, '--now', at]);
    // 3: the run waits for its release.
    if (![0, 3].includes(code ?? 1)) throw new Error(`${command[0]} ended with ${code}: ${stderr}`);
  }
}

/** The tokens by which its run goes on, which never leave the server. */
export function tokensOf(data: string): string[] {
  const database = new DatabaseSync(join(data, 'table.db'), { readOnly: true });
  const rows = database.prepare("SELECT body FROM record WHERE body LIKE '%taskTokens%'").all();
  database.close();
  const tokens = rows.flatMap(({ body }) => (JSON.parse(String(body)) as { taskTokens?: string[] }).taskTokens ?? []);
  if (tokens.length === 0) throw new Error('The run waits for nobody.');
  return tokens;
}
