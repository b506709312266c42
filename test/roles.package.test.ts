/**
 * What the packaged roles allow is what functions and state machines do, and no more. Whole months are run with every
 * request of every function held against its role, as IAM would.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { creditInvoice } from '../local/commands/credit-invoice.ts';
import { replay, replayableIds } from '../local/commands/decide-quarantine.ts';
import { eraseCustomer } from '../local/commands/erase-customer.ts';
import { explainLine } from '../local/commands/explain.ts';
import { previewCustomer } from '../local/commands/preview-customer.ts';
import { continueRun } from '../local/commands/run-month.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { beginImport, latestImport } from '../shared/catalog-import.store.ts';
import type { Workspace } from '../local/workspace.ts';
import { hashOfKey, idInKey } from '../shared/api-key.ts';
import { fixClock, now } from '../shared/clock.ts';
import type { Route } from '../shared/route.ts';
import { keyNumber } from './support/api-keys.ts';
import { browsing, type Browsing } from './support/browsing.ts';
import { typedThroughout } from './support/backfills.ts';
import { customerYaml, SELLER, SELLER_YAML } from './support/catalog.ts';
import { collectInConsole, goAfterInConsole } from './support/collected-in-console.ts';
import { dunnedThroughout } from './support/dunned-invoice.ts';
import { bouncedMonth, collectedMonth, paidOnPage, tellOfStripe } from './support/collected-month.ts';
import { calls, erase, imported, makeErasable, OPS, PRIVACY, send } from './support/erasable-world.ts';
import type { ExecutionType, Graph } from '../shared/asl-walk.ts';
import { linkedThroughout } from './support/linked-customers.ts';
import { orderedThroughout } from './support/ordered-throughout.ts';
import { allowing, resourcesOf, textOf, type Statement } from './support/iam-policy.ts';
import { neededPermissions } from './support/needed-permissions.ts';
import { issuedYear } from './support/issued-year.ts';
import { attributesIn, named, resources, resourcesOfType, type Resource } from './support/packaged.ts';
import { payInConsole } from './support/paid-in-console.ts';
import { orderByKey, orderInConsole } from './support/shop-in-console.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import type { Watch } from './support/watched-ports.ts';

const CFO = 'cfo@kranich.example';
const PATIENCE = { timeoutMilliseconds: 10_000 };
type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const TABLE = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/stepbill-dev';
const FILES = 'arn:${AWS::Partition}:s3:::stepbill-dev-files-${AWS::AccountId}';
const ARCHIVE = 'arn:${AWS::Partition}:s3:::stepbill-dev-archive-${AWS::AccountId}';
const FAILED_CALLS = 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:stepbill-dev-failed-calls';
/** What these months don't come to, and unit tests do. */
const RARE = [
  // The seller has no logo.
  ...['generate-pdf', 'generate-preview', 'render-draft', 'render-statement', 'check-catalog'].map(
    (name) => `${name}: s3:GetObject ${FILES}/*/logos/*`,
  ),
  `customer-door: s3:GetObject ${FILES}/*/logos/*`,
  `customer-door: s3:ListBucket ${FILES}`,
  // Nobody asks for an electronic invoice that was never filed.
  `customer-door: s3:ListBucket ${ARCHIVE}`,
  // The key of links is made by the step that makes the first of them.
  ...['collect-payment', 'decide-address', 'remind-customer', 'request-payment'].map((name) => `${name}: dynamodb:PutItem *|links`),
  // A decision was written before the run waits for it.
  'await-release: states:SendTaskSuccess arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:stepbill-dev-billing-run',
  // A dunning case waits when the money comes.
  ...['stripe-webhook', 'pay-on-page', 'import-statement', 'decide-payment', 'report-debits'].map(
    (name) =>
      `${name}: states:SendTaskSuccess arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:stepbill-dev-dunning arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:stepbill-dev-order`,
  ),
  // What a payment settles was looked at before.
  ...['collect-payment', 'stripe-webhook'].map(
    (name) => `${name}: dynamodb:DeleteItem *|receivables *|receivables|* *|receivables-due *|receivables-posted`,
  ),
  // Nobody has looked at receivables before the customer pays.
  'pay-on-page: dynamodb:ConditionCheckItem *|receivables',
  // Money came, or a person decided, before the case waits for it.
  'await-step: states:SendTaskSuccess arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:stepbill-dev-dunning arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:stepbill-dev-order',
  'await-payment: states:SendTaskSuccess arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:stepbill-dev-dunning arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:stepbill-dev-order',
  // SES refused a mail, and its claim is given back.
  'await-release: dynamodb:DeleteItem *|MAIL',
  'await-repair: dynamodb:DeleteItem *|MAIL',
  'send-invoice: dynamodb:DeleteItem *|MAIL',
  ...['request-payment', 'send-confirmation', 'inform-customer'].map((name) => `${name}: dynamodb:DeleteItem *|MAIL`),
  'remind-customer: dynamodb:DeleteItem *|MAIL',
  // An execution of the release before this one comes to it without write-reminder.
  'remind-customer: dynamodb:UpdateItem *|ledger|*',
  'remind-customer: dynamodb:UpdateItem *|receivables *|receivables|* *|receivables-due *|receivables-posted *|receivables-received',
  // The seller of that invoice has no logo.
  `generate-letter: s3:GetObject ${FILES}/*/logos/*`,
  'collect-payment: dynamodb:DeleteItem *|MAIL',
  'decide-address: dynamodb:DeleteItem *|MAIL',
  // A letter, a mail about an order, or a page to confirm a payment on, would go to an address that is marked.
  'remind-customer: dynamodb:UpdateItem *|marked-addresses',
  'collect-payment: dynamodb:UpdateItem *|marked-addresses',
  ...['request-payment', 'send-confirmation', 'inform-customer'].map((name) => `${name}: dynamodb:UpdateItem *|marked-addresses`),
  // Nobody gets an electronic invoice as a file of its own.
  ...['send-invoice', 'decide-address'].map((name) => `${name}: s3:PutObject ${ARCHIVE}/*/*/*.xml`),
  // A try failed at a customer, and is forgotten with them.
  ...['calculate-price', 'generate-preview', 'generate-invoice-number', 'create-invoice', 'generate-pdf', 'file-pdf'].map(
    (name) => `${name}: dynamodb:PutItem *|run|*|failures`,
  ),
  'erase-drafts: dynamodb:DeleteItem *|run|*|failures',
  // Lambda does it in the function's name, once it has given up on a call.
  `check-runs: sqs:SendMessage ${FAILED_CALLS}`,
  `start-runs: sqs:SendMessage ${FAILED_CALLS}`,
  `close-days: sqs:SendMessage ${FAILED_CALLS}`,
  `open-dunning-cases: sqs:SendMessage ${FAILED_CALLS}`,
  // The release before this one has left a document in the working files.
  `file-pdf: s3:GetObject ${FILES}/*/documents/*`,
  `file-pdf: s3:ListBucket ${FILES}`,
  `file-pdf: s3:PutObject ${ARCHIVE}/*/*/*.pdf`,
  `close-run: s3:DeleteObject ${FILES}/*/documents/*`,
  // A customer comes back while its run is reviewed.
  'review-drafts: dynamodb:ConditionCheckItem *|run|*',
  // Only part of a large snapshot is erased.
  `erase-snapshots: s3:PutObject ${FILES}/*/runs/*/snapshots/*`,
  // Usage came late for a period whose snapshot is large.
  `preview-charges: s3:GetObject ${FILES}/*/runs/*/snapshots/*`,
  `preview-charges: s3:ListBucket ${FILES}`,
  // A statement was cut off, or something was issued, between two looks: whoever comes next completes it.
  'post-issued: dynamodb:UpdateItem *|bank *|bank-left *|bank-transaction|* *|payer|* *|statements *|statements-under-way *|statements-log',
  'post-issued: dynamodb:DeleteItem *|bank-left *|bank-transaction|* *|payer|* *|statements-under-way',
  'post-issued: dynamodb:DeleteItem *|refunds-to-order *|refunds-undecided *|refund-sets-under-way',
  ...['post-issued', 'decide-payment'].flatMap((name) => [
    `${name}: s3:ListBucket ${FILES}`,
    `${name}: s3:GetObject ${FILES}/*/statements/*`,
  ]),
  ...['import-statement', 'decide-payment'].map((name) => `${name}: dynamodb:ConditionCheckItem *|ledger|*`),
  // A credit note settles what was not listed, or a payment all that is due on a day.
  ...['import-statement', 'decide-payment'].flatMap((name) => [
    `${name}: dynamodb:ConditionCheckItem *|receivables`,
    `${name}: dynamodb:DeleteItem *|receivables *|receivables|* *|receivables-due *|receivables-posted`,
  ]),
  // What a card paid goes back to it.
  'decide-payment: dynamodb:UpdateItem *|payment|* *|payments *|payment-events *|payment-pages @payment-reference|*',
  'decide-payment: ssm:GetParameter arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/stepbill/dev/stripe-secret-key',
  // A statement settles a direct debit.
  ...['post-issued', 'import-statement'].map(
    (name) => `${name}: dynamodb:UpdateItem *|payment|* *|payments *|payment-events *|payment-pages @payment-reference|*`,
  ),
  // What a page was made for is settled otherwise, and it is closed.
  'open-dunning-cases: dynamodb:UpdateItem *|payment|* *|payments *|payment-events *|payment-pages @payment-reference|*',
  ...['open-dunning-cases', 'import-statement'].map(
    (name) =>
      `${name}: ssm:GetParameter arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/stepbill/dev/stripe-secret-key`,
  ),
  ...['open-dunning-cases', 'import-statement', 'decide-payment', 'collect-payment'].map(
    (name) => `${name}: dynamodb:DeleteItem *|payment-pages`,
  ),
  // A refund was made at Stripe itself.
  'stripe-webhook: dynamodb:ConditionCheckItem *|ledger|*',
  'stripe-webhook: dynamodb:UpdateItem *|refunds *|refunds-to-order *|refunds-undecided *|refund-sets *|refund-sets-under-way',
  'stripe-webhook: dynamodb:DeleteItem *|refunds-to-order *|refunds-undecided *|refund-sets-under-way',
  'stripe-webhook: ssm:GetParameter arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/stepbill/dev/stripe-secret-key',
  // The file of a set is there already.
  `order-refunds: s3:GetObject ${FILES}/*/refunds/*`,
  `order-refunds: s3:ListBucket ${FILES}`,
  // A file that was cut off is written again, and compared.
  `file-debits: s3:GetObject ${FILES}/*/direct-debits/*`,
  `file-debits: s3:ListBucket ${FILES}`,
  // The bank rejects a debit that it had credited: its money goes back.
  'report-debits: dynamodb:ConditionCheckItem *|receivables',
  'report-debits: dynamodb:DeleteItem *|receivables *|receivables|* *|receivables-due *|receivables-posted',
  'report-debits: dynamodb:UpdateItem *|ledger|*',
  'report-debits: dynamodb:UpdateItem *|receivables *|receivables|* *|receivables-due *|receivables-posted *|receivables-received',
  // A thousand numbers of a series are issued.
  `console: s3:GetObject ${FILES}/*/report-sums/*`,
  `console: s3:PutObject ${FILES}/*/report-sums/*`,
  // A download gives way to one of a later day.
  `console: s3:DeleteObject ${FILES}/*/downloads/*`,
];

const NUMBERING = ['allocate-numbers', 'generate-invoice-number'];
/** Patterns that begin with a name of ours: keys of a bucket, a function's own log, executions of one machine. */
const NAMED_BEGINNING = [
  /^arn:\$\{AWS::Partition\}:s3:::stepbill-dev-(files|archive)-\$\{AWS::AccountId\}\/\*/,
  /^arn:\$\{AWS::Partition\}:logs:\$\{AWS::Region\}:\$\{AWS::AccountId\}:log-group:\/aws\/lambda\/stepbill-[a-z-]+-dev-[a-z-]+:\*:\*$/,
  /^arn:\$\{AWS::Partition\}:states:\$\{AWS::Region\}:\$\{AWS::AccountId\}:mapRun:stepbill-dev-[a-z-]+\/\*$/,
  /^arn:\$\{AWS::Partition\}:states:\$\{AWS::Region\}:\$\{AWS::AccountId\}:execution:stepbill-dev-[a-z-]+(\/\*)?:\*$/,
];
const LOG_DELIVERY =
  'logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DescribeLogGroups';

/** Statements of each function's role, but for its log. */
const roles = new Map(
  resourcesOfType('AWS::Lambda::Function').map((it) => {
    const name = String(it.Properties['Handler']).replace(/\.handler$/, '');
    return [name, statementsOf(named(it, 'Role')!).filter((statement) => !/^logs:/.test([statement.Action].flat()[0]!))] as const;
  }),
);

describe('what functions do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-roles-'));
  const denied = new Set<string>();
  const used = new Set<Statement>();

  const watch: Watch = {
    isTwice: true,
    guard(name, request) {
      const statement = allowing(roles.get(name) ?? [], request);
      if (statement) used.add(statement);
      else denied.add(`${name}: ${request.action} ${request.leadingKey ?? request.resource}`);
    },
  };

  beforeAll(async () => {
    await issuedYear(join(folder, 'year'), () => {}, watch);
    await issuedYear(join(folder, 'year-by-route'), voidByRoute, watch);
    await inFolder('mended', mendedMonth);
    await inFolder('dunned', async (process) => {
      await dunnedThroughout(process, folder);
      await goAfterInConsole(consoleOf(process.workspace.invoke));
    });
    await inFolder('debited', (process) => collectInConsole(process, consoleOf(process.workspace.invoke), folder));
    await inFolder('collected', async (process) => {
      const { intents, close } = await collectedMonth(process);
      await tellOfStripe(process, 'payment_intent.succeeded', paidOnPage('RE-2026-000004-1'));
      const charged = intents.find(({ status }) => status === 'succeeded')!.id;
      await tellOfStripe(process, 'charge.dispute.funds_withdrawn', { id: 'dp_1', payment_intent: charged, reason: 'fraudulent' });
      await bouncedMonth(process, 'pay@falke.example');
      close();
    });
    await inFolder('linked', (process) => linkedThroughout(process, doorOf(process.workspace.invoke)));
    await inFolder('ordered', async (process) => {
      await orderedThroughout(process, folder);
      const { workspace } = process;
      await orderByKey(workspace);
      await orderInConsole({ workspace, browser: consoleOf(workspace.invoke) }, askedOfApi.bind(undefined, workspace), 'of-bussard');
      await erase(process, '2027-06-20T05:00:00Z', PRIVACY);
    });
    await inFolder('erased', async (process) => {
      await makeErasable(process);
      await explainLine(process.workspace.invoke, SELLER, { number: 'RE-2026-000001', line: 2, limit: undefined });
      await previewCustomer(process.workspace.invoke, SELLER, 'bussard', '2026-12');
      await erase(process, '2031-01-20T05:00:00Z', PRIVACY);
    });
  }, 240_000);

  async function inFolder(name: string, work: (process: OneProcess) => Promise<unknown>): Promise<void> {
    const process = openOneProcess(join(folder, name), '2026-08-30T05:00:00Z', { watch });
    try {
      await work(process);
    } finally {
      await process.close();
    }
  }

  afterAll(() => rmSync(folder, { recursive: true }));

  it('is allowed', () => {
    expect([...denied].sort()).toEqual([]);
  });

  it('is all that is allowed', () => {
    const unused = [...roles].flatMap(([name, statements]) =>
      statements.filter((statement) => !used.has(statement)).map((statement) => `${name}: ${inWords(statement)}`),
    );
    expect(unused.sort()).toEqual([...RARE].sort());
  });
});

describe.each(resourcesOfType('AWS::StepFunctions::StateMachine'))('the state machine $Properties.StateMachineName', (machine) => {
  const { Properties } = machine;
  const arn = `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:${String(Properties['StateMachineName'])}`;
  const role = named(machine, 'RoleArn')!;

  it('may do what its definition needs, and no more', () => {
    const definition = JSON.parse(textOf(Properties['DefinitionString'])) as Graph;
    const granted = statementsOf(role).flatMap((statement) =>
      [statement.Action].flat().flatMap((action) => resourcesOf(statement).map((resource) => `${action} ${resource}`)),
    );
    const needed = neededPermissions(arn, definition, Properties['StateMachineType'] as ExecutionType);
    expect(granted.sort()).toEqual([...needed].sort());
  });

  it('is the only one that takes its role', () => {
    const { Statement: trusted } = role.Properties['AssumeRolePolicyDocument'] as { Statement: { Condition: Conditions }[] };
    const [{ Condition }] = trusted as [{ Condition: Conditions }];
    const sources = [Condition.ArnEquals ?? Condition.ArnLike].flatMap((condition) => condition?.['aws:SourceArn'] ?? []).map(textOf);
    expect(trusted).toHaveLength(1);
    expect(trusted[0]).toMatchObject({ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' });
    expect(Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    expect(sources.filter((source) => source !== `${arn}/*`)).toEqual([arn]);
  });
});

describe('every role', () => {
  const statements = resourcesOfType('AWS::IAM::Role').flatMap(statementsOf);

  it('names actions, not families of them', () => {
    expect(statements.flatMap(({ Action }) => Action).filter((action) => /[*?]/.test(action))).toEqual([]);
    expect(statements.filter((statement) => 'NotAction' in statement || 'NotResource' in statement)).toEqual([]);
  });

  it('names resources, but where there is nothing to name', () => {
    const wide = statements.flatMap((statement) =>
      resourcesOf(statement)
        .filter((resource) => /[*?]/.test(resource) && !NAMED_BEGINNING.some((known) => known.test(resource)))
        .map((resource) => `${[statement.Action].flat().join(' ')} ${resource}`),
    );
    expect(wide).toEqual(Array.from({ length: 6 }, () => `${LOG_DELIVERY} *`));
  });

  it('belongs to one function, state machine or schedule', () => {
    const takes = ({ Properties }: Resource): unknown[] => [Properties['Role'], Properties['RoleArn'], Properties['Target']];
    const taken = resources.flatMap((it) =>
      takes(it)
        .flatMap((place) => attributesIn(it, place))
        .filter(({ Type }) => Type === 'AWS::IAM::Role'),
    );
    const inWords = ({ service, id }: Resource): string => `${service} ${id}`;
    expect(taken.map(inWords).sort()).toEqual(resourcesOfType('AWS::IAM::Role').map(inWords).sort());
  });

  it('lets nobody but the numbering functions write a series', () => {
    for (const [name, own] of roles)
      for (const action of ['dynamodb:UpdateItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'])
        for (const leadingKey of ['acme|series', 'acme|blocks|acme-2026-10-1', 'acme|numbers|RE-2026|7']) {
          const mayWrite = allowing(own, { action, resource: TABLE, leadingKey }) !== undefined;
          expect({ name, action, leadingKey, mayWrite }).toEqual({
            name,
            action,
            leadingKey,
            mayWrite: action === 'dynamodb:UpdateItem' && NUMBERING.includes(name),
          });
        }
  });

  it('lets the renderer put documents into the archive and nothing else, and neither read nor remove them', () => {
    const may = (action: string, file: string): boolean => allowing(roles.get('generate-pdf')!, { action, resource: file }) !== undefined;
    expect(may('s3:PutObject', `${ARCHIVE}/acme/2026/RE-2026-000001.pdf`)).toBe(true);
    for (const action of [
      's3:GetObject',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:PutObjectRetention',
      's3:BypassGovernanceRetention',
    ])
      expect(may(action, `${ARCHIVE}/acme/2026/RE-2026-000001.pdf`)).toBe(false);
    for (const file of [`${ARCHIVE}/acme/manifests/acme-2026-10-1.json`, `${FILES}/acme/documents/RE-2026-000001.pdf`])
      expect(may('s3:PutObject', file)).toBe(false);
  });

  it('lets CloseRun put manifests into the archive, and no document', () => {
    const may = (file: string): boolean =>
      allowing(roles.get('close-run')!, { action: 's3:PutObject', resource: `${ARCHIVE}/acme/${file}` }) !== undefined;
    expect([may('manifests/acme-2026-10-1.json'), may('2026/RE-2026-000001.pdf')]).toEqual([true, false]);
  });
});

/**
 * October of four customers: its import is cut off and finished by the run, adler has more usage than a record takes, milan
 * can't be billed until its VAT id is known, bussard is rejected, and falke was unknown when its usage came.
 */
async function mendedMonth(process: OneProcess): Promise<void> {
  const { workspace, run } = process;
  const text = (...customers: readonly string[]): string =>
    `${SELLER_YAML.replace('policy: never', 'policy: always')}customers:${customers.join('')}\ncoupons: [{ id: ten, name: Ten, percent: 10, bills: 1 }]\n`;
  const of = (id: string, country = 'AT', vatId?: string): string =>
    customerYaml({ id, country, start: '2026-10-01', ...(vatId === undefined ? {} : { vatId }) });
  const adler = `${of('adler')}\n    coupons: [{ coupon: ten }]\n    credits: [{ id: start, amount: 5, currency: EUR }]`;
  const first = [adler, of('bussard'), of('milan', 'FR')];
  await imported(process, '2026-09-30T05:00:00Z', text(...first));
  const many = Array.from({ length: 4_000 }, (_, i) => calls('adler', `${'0123456789'.repeat(9)}-${i}`, '2026-10-15T12:00:00Z', '1'));
  await send(process, '2026-10-20T12:00:00Z', [...many, calls('falke', 'early', '2026-10-15T12:00:00Z', '1')]);
  await imported(process, '2026-10-20T13:00:00Z', text(...first, of('falke')));
  await replay(workspace.invoke, SELLER, replayableIds(SELLER, undefined));
  // One is late, and nobody knows the customer of the other.
  const events = [calls('adler', 'posted', '2026-10-19T12:00:00Z', '1'), calls('uhu', 'posted', '2026-10-20T12:00:00Z', '1')];
  const key = await keysMade(workspace.invoke);
  const request = {
    headers: { authorization: `Bearer ${key}` },
    pathParameters: { customerId: 'adler' },
    requestContext: { timeEpoch: Date.UTC(2026, 9, 20, 14) },
    body: events.join('\n'),
  };
  for (const route of ['usage-ingestion/ingest-usage', 'pricing/get-usage', 'invoicing/get-preview']) {
    const answer = await workspace.invoke(route, JSON.stringify(request), PATIENCE);
    expect(JSON.parse(answer)).toMatchObject({ statusCode: 200 });
  }
  const cutOff = parseCatalog(text(...first, of('falke'), of('sperber')), 'catalog.yml');
  await beginImport(cutOff, (await latestImport(SELLER))?.version, { at: '2026-10-21T05:00:00Z', by: OPS });

  const opened = await run('2026-10', '2026-11-02T05:00:00Z');
  fixClock(new Date('2026-12-02T12:00:00Z'));
  for (const step of ['start-runs', 'check-runs']) await workspace.invoke(`billing-run/${step}`, '{"at":"2026-12-02T12:00:00Z"}', PATIENCE);
  const mended = [adler, of('bussard'), of('milan', 'FR', 'FR61954506077'), of('falke'), of('sperber')];
  await imported(process, '2026-11-02T06:00:00Z', text(...mended));
  const { review } = await requireRun(SELLER, opened.run.id);
  const choice = { kind: 'change', contentHash: review!.contentHash, reason: 'looked at', rejected: ['bussard'], repaired: ['milan'] };
  await posted(workspace, `${opened.run.id}/decision`, choice);
  await continueRun(workspace, opened.run, CFO, () => {});
  await browse(workspace, opened.run.id);
  await tidyUp(workspace);
  const released = await process.release(opened.run.id, CFO);
  expect(released.outcome).toBe('billed');
  for (const number of ['RE-2026-000001', 'RE-2026-000002'])
    await explainLine(workspace.invoke, SELLER, { number, line: 2, limit: undefined });
  await lookAtInvoice(workspace, 'RE-2026-000001');
  await payInConsole(consoleOf(workspace.invoke), 'RE-2026-000001', 'adler');
  await previewCustomer(workspace.invoke, SELLER, 'adler', '2026-11');
  const begun = parseCatalog(text(...mended, of('kauz')), 'catalog.yml');
  await beginImport(begun, (await latestImport(SELLER))?.version, { at: '2026-12-02T13:00:00Z', by: OPS });
  await changeCatalog(workspace, text(...mended, of('kauz'), of('lerche')));
  const again = join(workspace.data, '..', 'again.ndjson');
  writeFileSync(again, calls('adler', 'again', '2026-10-15T12:00:00Z', '1'));
  await typedThroughout(workspace, again);
  await eraseCustomer(workspace, SELLER, 'adler', PRIVACY);
  fixClock(new Date('2027-07-20T05:00:00Z'));
  // One whose attempt counts, and one that was rejected with a reason.
  for (const customerId of ['adler', 'bussard']) await eraseCustomer(workspace, SELLER, customerId, PRIVACY);
  await askedOfApi(workspace, 'POST', '/invoices/RE-2026-000002/credit-notes', 202, { wanted: { amount: '1' }, reason: 'By the API' });
  const credit = { number: 'RE-2026-000002', reason: 'Looked at', by: CFO };
  await creditInConsole(workspace, credit.number);
  await creditInvoice(workspace, SELLER, { ...credit, wanted: { amount: '1' } });
  await creditInvoice(workspace, SELLER, { ...credit, wanted: 'rest', isCancelled: true });
  await billAgain(workspace, credit.number);
  await workspace.invoke('billing-run/close-days', '{"at":"2027-07-22T05:20:00Z"}', PATIENCE);
}

/** Makes an API key, another in its place, and takes that back; the first is good for a while. */
async function keysMade(invoke: Workspace['invoke']): Promise<string> {
  const key = (number: number): object => ({ id: idInKey(keyNumber(number)), hash: hashOfKey(keyNumber(number)) });
  const decided = { by: OPS, at: '2026-10-20T13:30:00Z' };
  const steps = {
    'create-key': { ...key(1), sellers: [SELLER], label: 'gateway', may: ['post', 'read'], ...decided },
    'rotate-key': { id: idInKey(keyNumber(1)), newId: idInKey(keyNumber(2)), hash: hashOfKey(keyNumber(2)), overlapDays: 7, ...decided },
    'revoke-key': { id: idInKey(keyNumber(2)), ...decided },
    'list-keys': { sellerId: SELLER, at: decided.at },
  };
  for (const [step, wanted] of Object.entries(steps)) await invoke(`usage-ingestion/${step}`, JSON.stringify(wanted), PATIENCE);
  return keyNumber(1);
}

async function voidByRoute(workspace: Workspace): Promise<void> {
  await posted(workspace, 'kranich-2026-10-2/repair', { kind: 'void', numbers: ['RE-2026-000006'], reason: 'the printer ate it' });
}

/** Looks at everything in the console and decides what can't be decided, so that it reaches all that it may. */
async function browse(workspace: Workspace, runId: string): Promise<void> {
  const browser = consoleOf(workspace.invoke);
  const [runs, invoices] = [`/sellers/${SELLER}/runs`, `/sellers/${SELLER}/invoices`];
  for (const path of [
    runs,
    `${runs}/${runId}`,
    `${runs}/${runId}/graph/invoice`,
    `/sellers/${SELLER}/graph/credit-note?execution=none`,
    `${runs}/${runId}/drafts/adler/preview.pdf`,
    invoices,
    `/sellers/${SELLER}/customers/adler`,
    `/sellers/${SELLER}/customers/adler/preview`,
    `/sellers/${SELLER}/customers/adler/preview.pdf`,
  ])
    expect(await browser.get(path)).toMatchObject({ status: 200 });
  await askedOfApi(workspace, 'GET', '/customers/adler/usage?from=2026-10-01&until=2026-10-03', 200);
  await askedOfApi(workspace, 'POST', '/runs', 202, { month: '2026-10', isDryRun: true });
  for (const form of ['decision', 'retry'])
    expect(await browser.post(`${runs}/${runId}/${form}`, { kind: 'release', contentHash: 'old' })).toMatchObject({ status: 409 });
}

function consoleOf(invoke: Workspace['invoke']): Browsing {
  return browsing(routeOf(invoke, 'console/console'), { email: CFO, role: 'admin' });
}

/** A customer with a link, at the door. */
function doorOf(invoke: Workspace['invoke']): Browsing {
  return browsing(routeOf(invoke, 'console/customer-door'), undefined);
}

function routeOf(invoke: Workspace['invoke'], name: string): Route {
  return async (event) => JSON.parse(await invoke(name, JSON.stringify(event), PATIENCE)) as Awaited<ReturnType<Route>>;
}

/** Replays what is in quarantine, and dismisses what is not there. */
async function tidyUp({ invoke }: Workspace): Promise<void> {
  const browser = consoleOf(invoke);
  const usage = `/sellers/${SELLER}/usage`;
  const [, entry = ''] = /name="id" value="([^"]+)"/.exec((await browser.get(usage)).text) ?? [];
  expect(await browser.post(usage, { id: entry, act: 'replay' })).toMatchObject({ status: 303 });
  expect(await browser.post(usage, { id: 'gone', act: 'dismiss', reason: 'A test' })).toMatchObject({ status: 409 });
}

/** Has a catalog checked, which completes the import that was cut off, imports it, and another that nobody checked. */
async function changeCatalog({ invoke }: Workspace, text: string): Promise<void> {
  const browser = consoleOf(invoke);
  const catalog = `/sellers/${SELLER}/catalog`;
  await browser.get(`${catalog}/change`);
  const { text: page } = await browser.post(`${catalog}/check`, { text });
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const checked = { contentHash: field('contentHash'), version: field('version') };
  expect(await browser.post(`${catalog}/import`, { ...checked, contentHash: 'ab'.repeat(32) })).toMatchObject({ status: 409 });
  expect(await browser.post(`${catalog}/import`, checked)).toMatchObject({ status: 303 });
}

/** Credits some of an invoice in the console; its form, and then what it shows, sent as they are. */
async function creditInConsole({ invoke }: Workspace, number: string): Promise<void> {
  const browser = consoleOf(invoke);
  const href = `/sellers/${SELLER}/invoices/${number}/credit`;
  await browser.get(href);
  const { text } = await browser.post(href, { act: 'look', what: 'amount', amount: '1.00', reason: 'Looked at' });
  const fields = [...text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value.replaceAll('&quot;', '"'),
  ]);
  expect(await browser.post(href, Object.fromEntries(fields) as Record<string, string>)).toMatchObject({ status: 303 });
}

/** Presses the button of a cancelled invoice, and waits for the run. */
async function billAgain(workspace: Workspace, number: string): Promise<void> {
  const browser = consoleOf(workspace.invoke);
  const invoice = `/sellers/${SELLER}/invoices/${number}`;
  expect((await browser.get(invoice)).text).toContain(`action="${invoice}/rebill"`);
  expect(await browser.post(`${invoice}/rebill`, {})).toMatchObject({ status: 303 });
  await (await workspace.runner()).settle();
}

/** Downloads an invoice by itself and in a zip, and asks for the events of a line. */
async function lookAtInvoice({ invoke }: Workspace, number: string): Promise<void> {
  const browser = consoleOf(invoke);
  const invoices = `/sellers/${SELLER}/invoices`;
  for (const [file, status] of [
    ['', 200],
    ['/document.pdf', 303],
    ['/view.pdf', 200],
    ['/lines/2', 200],
    ['/credit', 200],
  ] as const)
    expect(await browser.get(`${invoices}/${number}${file}`)).toMatchObject({ status });
  expect(await browser.post(`${invoices}/downloads`, { number, what: 'documents' })).toMatchObject({ status: 200 });
}

async function posted(workspace: Workspace, action: string, body: object): Promise<void> {
  await askedOfApi(workspace, 'POST', `/runs/${action}`, 200, body);
}

/** Asks the HTTP API as a releaser; a POST names itself. */
async function askedOfApi({ invoke }: Workspace, method: string, address: string, status: number, body?: object): Promise<void> {
  const [path = '', query = ''] = `/v1/sellers/${SELLER}${address}`.split('?');
  const request = {
    rawPath: path,
    rawQueryString: query,
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${address}"` },
    ...(body ? { body: JSON.stringify(body) } : {}),
    requestContext: {
      ...{ domainName: 'api.example', http: { method, path }, timeEpoch: now().getTime() },
      authorizer: { jwt: { claims: { email: CFO, email_verified: 'true', stepbill_role: 'releaser' } } },
    },
  };
  expect(JSON.parse(await invoke('console/console', JSON.stringify(request), PATIENCE))).toMatchObject({ statusCode: status });
}

function statementsOf({ Properties }: Resource): Statement[] {
  const policies = (Properties['Policies'] ?? []) as readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function inWords(statement: Statement): string {
  const keys = Object.values(statement.Condition ?? {}).flatMap((operands) => Object.values(operands).flat());
  return `${[statement.Action].flat().join(' ')} ${keys.length > 0 ? keys.join(' ') : resourcesOf(statement).join(' ')}`;
}
