/** A seller's months around a new year, billed by the state machines themselves, in this process. */
import './quiet-log.ts';

import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decideRepair, decideRun } from '../../local/commands/decide.ts';
import { continueRun, runMonth } from '../../local/commands/run-month.ts';
import { embeddedPorts } from '../../local/embedded-ports.ts';
import { openOutboxMail } from '../../local/outbox-mail.ts';
import { loadMachines } from '../../local/runner/machine-files.ts';
import { openRunner } from '../../local/runner/runner.ts';
import type { Workspace } from '../../local/workspace.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { fixClock } from '../../shared/clock.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { connect } from '../../shared/ports.ts';
import { auditChanges } from '../../shared/audit.store.ts';
import { customerYaml, SELLER, SELLER_YAML } from './catalog.ts';
import { draftFor, keepDraftOf } from './runs.ts';
import { asFunction, UNWATCHED, watchedPorts, type Watch } from './watched-ports.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CFO = 'cfo@kranich.example';
const OPS = 'ops@kranich.example';

/** RE for most, EX without a year for one customer; every run is released by a second person. */
const SELLER_OF_TWO = SELLER_YAML.replace('policy: never', 'policy: always').replace(
  '{ prefix: RE, digits: 6 }',
  '[{ prefix: RE }, { prefix: EX, restart: never, digits: 4 }]',
);
const CATALOG = `${SELLER_OF_TWO}customers:${['adler', 'bussard', 'falke'].map((id) => customerYaml({ id, start: '2026-09-01' })).join('')}${customerYaml(
  {
    id: 'milan',
    start: '2026-10-01',
  },
).replace('    subscriptions', '    numberSeries: EX\n    subscriptions')}
`;

/**
 * Leaves in a new data folder what a seller's year leaves behind:
 *
 * - September: RE-2026-000001 to 3
 * - a single document: RE-2026-000004
 * - October: a dry run; a run that was rejected; then RE-2026-000005 to 7, of which 6 is VOID, and EX-0001
 * - November, opened on 31 December and released in the new year: RE-2027-000001 to 3 and EX-0002; what became VOID
 *   is billed again in the second of them
 *
 * @param onRepair called while October waits for the repair of RE-2026-000006
 * @param watch asked before a function reaches a port
 */
export async function issuedYear(
  folder: string,
  onRepair: (workspace: Workspace) => void | Promise<void>,
  watch: Watch = UNWATCHED,
): Promise<void> {
  fixClock(new Date('2026-10-02T05:00:00Z'));
  const ports = embeddedPorts(folder);
  connect(watchedPorts(ports, (table) => openOutboxMail(join(folder, 'outbox'), table), watch));
  const failing = new Set<string>();
  const invoke: Workspace['invoke'] = async (name, payload) => {
    const input = JSON.parse(payload) as { number?: string };
    if (name === 'pdf-rendering/generate-pdf' && failing.has(input.number ?? '') && !(await getFact(SELLER, input.number!, 'void')))
      throw new Error('This document can never be made.');
    const { handler } = (await import(`../../services/${name}.handler.ts`)) as { handler: (input: unknown) => Promise<unknown> };
    return JSON.stringify((await asFunction(watch, basename(name), () => handler(input))) ?? null);
  };
  let present = new Date();
  const at = (moment: string): void => fixClock((present = new Date(moment)));
  const runner = await openRunner({
    folder,
    machines: loadMachines(ROOT),
    invoke,
    files: ports.files,
    now: () => present,
  });
  const workspace: Workspace = {
    data: folder,
    invoke,
    executions: ports.executions,
    runner: async () => runner,
    [Symbol.asyncDispose]: async () => {},
  };
  const run = async (month: string, isDryRun = false): Promise<BillingRun> =>
    (await runMonth(workspace, { sellerId: SELLER, month, startedBy: OPS, isDryRun }, () => {})).run;
  const decide = async (waiting: BillingRun, kind: 'release' | 'reject'): Promise<void> => {
    const { review } = await requireRun(SELLER, waiting.id);
    await decideRun(workspace, waiting, { kind, hash: review!.contentHash, by: CFO, reason: 'looked at' });
    await continueRun(workspace, waiting, CFO, () => {});
  };
  try {
    const catalog = parseCatalog(CATALOG, 'catalog.yml');
    const imported = { at: '2026-10-01T05:00:00Z', by: OPS, action: 'imported', contentHash: contentHash(catalog) } as const;
    await keepCatalog(catalog, await auditChanges(SELLER, 'seller', imported));

    at('2026-10-02T05:00:00Z');
    await decide(await run('2026-09'), 'release');

    at('2026-10-20T05:00:00Z');
    const single = draftFor('adler');
    await keepDraftOf('order-1', single, contentHash(single));
    const draft = { customerId: 'adler', attempt: 1, hash: contentHash(single), series: 'RE' };
    await runner.start('invoice', 'order-1', { sellerId: SELLER, runId: 'order-1', draft });
    await runner.settle();

    at('2026-11-02T05:00:00Z');
    await run('2026-10', true);
    await decide(await run('2026-10'), 'reject');
    failing.add('RE-2026-000006');
    const october = await run('2026-10');
    await decide(october, 'release');
    await onRepair(workspace);
    await decideRepair(workspace, october, { by: CFO, numbers: ['RE-2026-000006'], reason: 'the printer ate it' });
    await continueRun(workspace, october, CFO, () => {});

    at('2026-12-31T05:00:00Z');
    const november = await run('2026-11');
    at('2027-01-02T05:00:00Z');
    await decide(november, 'release');
  } finally {
    await runner.close();
    connect(undefined);
    ports.close();
    fixClock(undefined);
  }
}
