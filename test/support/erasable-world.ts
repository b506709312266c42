/** A data folder in which a customer left all that a customer can leave, billed by the state machines in this process. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dismiss } from '../../local/commands/decide-quarantine.ts';
import { eraseCustomer, type Erasing } from '../../local/commands/erase-customer.ts';
import { importCatalog } from '../../local/commands/import-catalog.ts';
import { ingestFile } from '../../local/commands/ingest-file.ts';
import { quarantinePage } from '../../local/commands/quarantine-list.ts';
import { reverseEvent } from '../../local/commands/reverse-event.ts';
import { runMonth } from '../../local/commands/run-month.ts';
import { fixClock } from '../../shared/clock.ts';
import { customerYaml, SELLER, SELLER_YAML } from './catalog.ts';
import type { OneProcess } from './one-process.ts';

export const OPS = 'ops@kranich.example';
export const PRIVACY = 'privacy@kranich.example';

/** What may nowhere be found once adler is erased: name, street, mail, ids of events, and what they said. */
export const SECRETS = ['Adler Works', 'Horstweg', 'pay@adler.example', 'secret-', 'Turmfalke'];

/** adler on the basic plan from September until the end of November, and bussard, who stays. */
export function catalogText({ street = 'Horstweg 1', hasAdler = true } = {}): string {
  const adler = customerYaml({ id: 'adler', start: '2026-09-01', end: '2026-12-01' }).replace('Feldweg 1', street);
  return `${SELLER_YAML}customers:${hasAdler ? adler : ''}${customerYaml({ id: 'bussard', start: '2026-09-01' })}\n`;
}

export const calls = (customer: string, id: string, time: string, quantity: string): string =>
  JSON.stringify({
    id,
    customer,
    type: 'api.calls',
    time,
    properties: { calls: quantity, site: customer === 'adler' ? 'Turmfalke' : 'Rohrweihe' },
  });

/** Sends lines as a file, as a person does, at a moment. */
export async function send({ workspace }: OneProcess, at: string, lines: readonly string[]): ReturnType<typeof ingestFile> {
  fixClock(new Date(at));
  const file = join(workspace.data, '..', `events-${at.slice(0, 10)}.ndjson`);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return ingestFile(workspace, SELLER, file, undefined);
}

export async function imported({ workspace }: OneProcess, at: string, text: string): Promise<void> {
  fixClock(new Date(at));
  const file = join(workspace.data, '..', 'catalog.yml');
  writeFileSync(file, text);
  await importCatalog([file], OPS);
}

/** Dismisses everything of a seller that waits in quarantine. */
export async function dismissAll({ workspace }: OneProcess, reason: string): Promise<void> {
  const { entries } = await quarantinePage(SELLER, { isDismissed: false, limit: 100 });
  await dismiss(workspace.invoke, SELLER, { ids: entries.map(({ id }) => id), by: OPS, reason });
}

/** Erases adler, or shows what that would be. */
export async function erase({ workspace }: OneProcess, at: string, by?: string): Promise<Erasing> {
  fixClock(new Date(at));
  return eraseCustomer(workspace, SELLER, 'adler', by);
}

/**
 * September to November: 250 calls a month of both, in September one that was taken back, one on the last evening, and in
 * November 50 that came late; a dry run; two imports; and what could not be counted, dismissed.
 */
export async function makeErasable(process: OneProcess): Promise<void> {
  const { workspace, run } = process;
  await imported(process, '2026-08-30T05:00:00Z', catalogText({ street: 'Horstweg 9' }));
  await imported(process, '2026-08-31T05:00:00Z', catalogText());
  await send(process, '2026-09-20T12:00:00Z', [
    calls('adler', 'secret-1', '2026-09-15T12:00:00Z', '250'),
    calls('adler', 'secret-2', '2026-09-20T12:00:00Z', '30'),
    calls('bussard', 'open-1', '2026-09-15T12:00:00Z', '250'),
    calls('adler', 'secret-1', '2026-09-15T12:00:00Z', '251'),
    calls('adler', 'secret-4', '2026-09-15T12:00:00Z', 'Turmfalke'),
    '{"customer":"adler","id":"secret-5"',
  ]);
  const wanted = { customerId: 'adler', eventId: 'secret-2', time: '2026-09-20T12:00:00Z', by: OPS, reason: 'Turmfalke' };
  await reverseEvent(workspace.invoke, SELLER, wanted);
  await dismissAll(process, 'A test');
  await send(process, '2026-10-01T05:00:00Z', [calls('adler', 'secret-3', '2026-09-30T21:30:00Z', '10')]);
  fixClock(new Date('2026-10-02T04:00:00Z'));
  await runMonth(workspace, { sellerId: SELLER, month: '2026-09', startedBy: OPS, isDryRun: true }, () => {});
  await run('2026-09', '2026-10-02T05:00:00Z');
  await send(process, '2026-10-20T12:00:00Z', [
    calls('adler', 'secret-6', '2026-10-15T12:00:00Z', '250'),
    calls('bussard', 'open-2', '2026-10-15T12:00:00Z', '250'),
  ]);
  await run('2026-10', '2026-11-02T05:00:00Z');
  await send(process, '2026-11-20T12:00:00Z', [
    calls('adler', 'secret-7', '2026-11-15T12:00:00Z', '250'),
    calls('adler', 'secret-8', '2026-10-16T12:00:00Z', '50'),
    calls('bussard', 'open-3', '2026-11-15T12:00:00Z', '250'),
  ]);
  await run('2026-11', '2026-12-02T05:00:00Z');
}
