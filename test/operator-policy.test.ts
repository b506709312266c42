/** What scripts/operator-policy.ts allows is what commands do on a stage: each of their requests is held against it. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createKey, listKeys, revokeKey, rotateKey } from '../local/commands/api-keys.ts';
import { auditReport } from '../local/commands/audit-report.ts';
import { backUp } from '../local/commands/backup.ts';
import { decideRepair, decideRun } from '../local/commands/decide.ts';
import { dismiss, replay, replayableIds } from '../local/commands/decide-quarantine.ts';
import { dunningHere } from '../local/commands/dunning-here.ts';
import { eraseCustomer } from '../local/commands/erase-customer.ts';
import { eraseReport } from '../local/commands/erase-report.ts';
import { explainLine } from '../local/commands/explain.ts';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { ingestFile } from '../local/commands/ingest-file.ts';
import { statementTyped, writeStatement } from '../local/commands/statement.ts';
import { takeIn } from '../local/commands/take-in.ts';
import { endLinks, linkOf } from '../local/commands/customer-links.ts';
import { listInvoices } from '../local/commands/list-invoices.ts';
import { paymentsHere } from '../local/commands/payments-here.ts';
import { listRuns } from '../local/commands/list-runs.ts';
import { documentPath } from '../local/commands/open-document.ts';
import { previewCustomer } from '../local/commands/preview-customer.ts';
import { markedAddressesHere } from '../local/commands/marked-addresses-here.ts';
import { quarantinePage } from '../local/commands/quarantine-list.ts';
import { reconcile } from '../local/commands/reconcile.ts';
import { reportsHere } from '../local/commands/reports-here.ts';
import { restore } from '../local/commands/restore.ts';
import { reviewedRun } from '../local/commands/review-run.ts';
import { continueRun } from '../local/commands/run-month.ts';
import { shopIn } from '../local/commands/shop.ts';
import { showCatalog } from '../local/commands/show-catalog.ts';
import { filesOfNobody } from '../local/commands/verify-archive.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import type { Workspace } from '../local/workspace.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { fixClock } from '../shared/clock.ts';
import { answerWaiting } from '../shared/waiting.store.ts';
import { operatorStatements, TASKS, type StagePlace, type Task } from '../scripts/operator-statements.ts';
import { typedThroughout } from './support/backfills.ts';
import { bankThroughout } from './support/bank-throughout.ts';
import { customerYaml, SELLER, SELLER_YAML } from './support/catalog.ts';
import { allowing, type Request, type Statement } from './support/iam-policy.ts';
import { png } from './support/images.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { asFunction, type Watch } from './support/watched-ports.ts';

const OPS = 'ops@kranich.example';
const CFO = 'cfo@kranich.example';
const RUN = 'kranich-2026-10-1';
/** As watched ports name things. */
const PLACE: StagePlace = { partition: '${AWS::Partition}', region: '${AWS::Region}', accountId: '${AWS::AccountId}', stage: 'dev' };

const folder = mkdtempSync(join(tmpdir(), 'stepbill-operator-'));
const at = (name: string): string => join(folder, name);
const statements = operatorStatements(PLACE);
/** Each action on each resource, or kind of record, by itself. */
const single = statements.flatMap(({ Condition, ...rest }) =>
  [rest.Action].flat().flatMap((Action) =>
    [rest.Resource].flat().flatMap((Resource): Statement[] => {
      const kinds = Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
      const one = { ...rest, Action, Resource };
      return kinds ? kinds.map((kind) => ({ ...one, Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': kind } } })) : [one];
    }),
  ),
);
const used = new Set<string>();
const denied = new Set<string>();
let erased: readonly string[] = [];

/** Who types: what the functions do that they call is a matter of roles.package.test.ts. */
const TYPING = 'operator';
const watch: Watch = {
  isTwice: false,
  guard(name, request) {
    if (name === TYPING) hold(request);
  },
};

const inWords = ({ Action, Resource, Condition }: Statement): string =>
  `${String(Action)} ${String(Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? Resource)}`;

function hold(request: Request): void {
  const statement = allowing(single, request);
  if (statement) used.add(inWords(statement));
  else denied.add(`${request.action} ${request.leadingKey ?? request.resource}`);
}

const typing = <Result>(command: () => Promise<Result>): Promise<Result> => asFunction(watch, TYPING, command);
const calls = (customer: string, id: string, count: number): string =>
  JSON.stringify({ id, customer, type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: { calls: count } });

/** October of adler, of bussard, who gets a VOID, and of milan, who can't be billed at first; told by every command there is. */
async function month({ workspace, run }: OneProcess): Promise<void> {
  const home: Workspace = {
    ...workspace,
    invoke: (step, payload, options) => {
      hold({ action: 'lambda:InvokeFunction', resource: functionArn(step) });
      return workspace.invoke(step, payload, options);
    },
  };
  const { invoke } = home;
  await typing(() => importCatalog([catalogFile()], OPS));
  const events = at('events.ndjson');
  writeFileSync(events, `${calls('adler', 'first', 250)}\n${calls('uhu', 'lost', 1)}\n`);
  await typing(() => ingestFile(home, SELLER, events, undefined));
  await typing(() => replay(invoke, SELLER, replayableIds(SELLER, undefined)));
  await typedThroughout({ invoke, data: home.data }, events, typing);
  const { entries } = await typing(() => quarantinePage(SELLER, { isDismissed: false, limit: 9 }));
  await typing(() => dismiss(invoke, SELLER, { ids: entries.map(({ id }) => id), by: OPS, reason: 'A test' }));
  const { id } = await typing(() => createKey(invoke, { sellers: [SELLER], label: 'gateway', expiresAt: undefined, by: OPS }));
  await typing(() => rotateKey(invoke, id, { overlapDays: 7, by: OPS }));
  await typing(() => revokeKey(invoke, id, OPS));
  await typing(() => listKeys(invoke, SELLER));
  await typing(() => previewCustomer(invoke, SELLER, 'adler', '2026-10'));

  await typing(() => run('2026-10', '2026-11-02T05:00:00Z'));
  await typing(() => importCatalog([catalogFile('FR61954506077')], OPS));
  const waiting = await requireRun(SELLER, RUN);
  await typing(() => reviewedRun(waiting));
  await typing(() => decideRun(home, waiting, { kind: 'release', hash: waiting.review!.contentHash, by: CFO }));
  // As one does whose predecessor died between writing it down and answering.
  await typing(() => answerWaiting(SELLER, RUN, { for: 'release', round: 1 }, { kind: 'release', round: 1 }));
  await typing(() => continueRun(home, waiting, CFO, () => {}));
  // It misses nothing, and says so: the call is what counts here.
  await typing(() => decideRepair(home, waiting, { by: CFO })).catch(() => {});

  await typing(() => listRuns(SELLER));
  await typing(() => takeIn(invoke, SELLER));
  const [{ number } = { number: '' }] = await typing(() => listInvoices(SELLER));
  const payments = paymentsHere(home, SELLER, CFO);
  const statement = await typing(() => statementTyped(payments, 'adler', { from: '2026-01-01', to: '2026-12-31' }));
  await typing(() => writeStatement(payments, statement, { pdf: at('adler.pdf') }));
  rmSync(await typing(() => documentPath({ stage: 'dev' }, SELLER, number)));
  process.env['STEPBILL_CUSTOMER_URL'] = 'https://pay.kranich.example';
  await typing(() => linkOf(SELLER, number));
  delete process.env['STEPBILL_CUSTOMER_URL'];
  await typing(() => endLinks(home, SELLER, { by: OPS, reason: 'A test' }));
  await typing(() => explainLine(invoke, SELLER, { number, line: 2, limit: undefined }));
  await typing(() => auditReport(SELLER, RUN));
  await typing(() => showCatalog(SELLER));
  await typing(() => verifySeller(SELLER));
  await typing(() => filesOfNobody([SELLER]));
  await bankThroughout(payments, at('statement.xml'), number, typing);
  const addresses = markedAddressesHere(home, SELLER, CFO);
  await typing(() => addresses.decide('pay@adler.example', 'mark', 'A test'));
  await typing(() => addresses.marked());
  const reports = reportsHere(home, SELLER);
  await typing(() => reports.ageing());
  await typing(() => reports.cash());
  const dunning = dunningHere(home, SELLER, CFO);
  await typing(() => dunning.run());
  // Nothing is overdue, which is what they say: the calls are what counts here.
  await typing(() => dunning.open(number, 'A test')).catch(() => {});
  await typing(() => dunning.decide(number, { kind: 'close' }, 'A test')).catch(() => {});
  await orderTyped(home);
  fixClock(new Date('2031-01-20T05:00:00Z'));
  erased = eraseReport(await typing(() => eraseCustomer({ invoke }, SELLER, 'adler', OPS)));
}

/** Receives an item, orders it, and cancels the order again. */
async function orderTyped(home: Workspace): Promise<void> {
  const shop = shopIn(home, SELLER, () => CFO);
  await typing(() => shop.move({ id: 'delivery-1', kind: 'receive', item: 'mug', quantity: '5' }));
  const order = { id: 'o-1', customer: 'adler', currency: 'EUR', lines: [{ item: 'mug', quantity: 1 }] };
  await typing(() => shop.place(order, false));
  await typing(() => shop.list(10));
  await typing(() => shop.stock());
  await typing(() => shop.movements('mug'));
  await typing(() => shop.decide('o-1', 'cancel', 'A test'));
}

function catalogFile(milanVatId?: string): string {
  const milan = { id: 'milan', country: 'FR', ...(milanVatId === undefined ? {} : { vatId: milanVatId }) };
  const customers = [{ id: 'adler' }, { id: 'bussard' }, milan].map(customerYaml);
  const seller = SELLER_YAML.replace('policy: never', 'policy: always').replace('brand: Kranich', 'brand: Kranich\n  logo: logo.png');
  writeFileSync(at('logo.png'), png());
  writeFileSync(at('catalog.yml'), `${seller}items: [{ id: mug, name: Mug, prices: { EUR: 10.00 } }]\ncustomers:${customers.join('')}\n`);
  return at('catalog.yml');
}

/** `pricing/explain-line` as serverless.yml names it. */
function functionArn(step: string): string {
  return `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:stepbill-${step.replace('/', '-dev-')}`;
}

beforeAll(async () => {
  const process = openOneProcess(at('data'), '2026-10-20T05:00:00Z', { watch });
  await month(process);
  await process.close();
  // The table as it was before October was billed, the archive as it is now.
  const before = openOneProcess(at('before'), '2026-10-20T05:00:00Z');
  await importCatalog([catalogFile()], OPS);
  await before.close();
  await backUp(at('before'), at('backup'));
  cpSync(at('data/archive'), at('documents'), { recursive: true });
  rmSync(at(`documents/${SELLER}/manifests`), { recursive: true });
  // By the manifests October is a lost run; by its documents alone their numbers are taken.
  for (const newest of ['data', 'documents']) {
    const data = at(`restored-from-${newest}`);
    await restore(at('backup'), data, { by: OPS, isReplacing: false });
    const restored = openOneProcess(data, '2026-11-05T05:00:00Z', { watch });
    await typing(() => reconcile(SELLER, { by: OPS, elsewhere: at(newest), without: [] }));
    await restored.close();
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('allows what commands do', () => {
  expect([...denied].sort()).toEqual([]);
});

it('allows nothing else, but to start and follow executions', () => {
  const unused = single.map(inWords).filter((it) => !used.has(it));
  expect(unused.filter((it) => !it.startsWith('states:'))).toEqual([
    // With which every command begins.
    `lambda:GetFunctionConfiguration ${functionArn('billing-run/open-run')}`,
    // A report keeps what a thousand numbers come to, and this month has fewer.
    expect.stringMatching(/^s3:PutObject .*\/\*\/report-sums\/\*$/),
  ]);
  // What StageRuns, the Executions port and redriveExecution call, and no more of it.
  expect(new Set(unused.filter((it) => it.startsWith('states:')).map((it) => it.split(' ')[0]))).toEqual(
    new Set([
      'states:DescribeExecution',
      'states:DescribeStateMachineForExecution',
      'states:GetExecutionHistory',
      'states:ListMapRuns',
      'states:DescribeMapRun',
      'states:StartExecution',
      'states:RedriveExecution',
    ]),
  );
});

it('names every action and every resource', () => {
  for (const { Action, Resource } of statements) {
    expect([Action].flat().filter((action) => /[*?]/.test(action))).toEqual([]);
    expect(
      [Resource].flat().filter((resource) => !resource.includes('stepbill-dev') && !/:function:stepbill-[a-z-]+-dev-/.test(resource)),
    ).toEqual([]);
  }
});

it.each(TASKS)('lets somebody who is there to %s look, and no more than that beside it', (task: Task) => {
  const sids = operatorStatements(PLACE, [task]).map(({ Sid }) => Sid);
  expect(sids.filter((sid) => !sid.toLowerCase().startsWith(task) && !sid.startsWith('Look'))).toEqual([]);
  expect(sids.some((sid) => sid.toLowerCase().startsWith(task))).toBe(true);
});

it('erases a customer of a stage without counting everything that is held', () => {
  // October ends in Vienna.
  expect(erased[0]).toBe('Erased of adler; usage before 2026-10-31 23:00 UTC is closed:');
  expect(erased[1]).toMatch(/^ +Erased  What stays$/);
  expect(erased.join('\n')).toContain("The table's recovery and former versions of working files hold it for 35 days more.");
});
