/** What people and pipelines need to be allowed for the commands they type with --stage, by what they are there for. */
import { DIRECTORY, functionName, storeNames } from '../shared/aws/stage-names.ts';

/** Where the stage is; texts, so that a template's parameters will do. */
export interface StagePlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly stage: string;
  /** Where a restored one took the place of the stage's own. */
  readonly table?: string | undefined;
}

export interface OperatorStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly 'ForAllValues:StringLike': { readonly 'dynamodb:LeadingKeys': readonly string[] } };
}

/** What somebody may be there for. Everybody looks. */
export const TASKS = ['look', 'import', 'ingest', 'keys', 'run', 'decide', 'bank', 'orders', 'erase', 'reconcile'] as const;
export type Task = (typeof TASKS)[number];

/** State machines that commands start or follow. */
const MACHINES = ['billing-run', 'credit-note', 'settlement', 'dunning', 'order'];
/** Functions that commands call, by task. */
const STEPS: Readonly<Partial<Record<Task, readonly string[]>>> = {
  look: [
    'pricing/explain-line',
    'pricing/preview-charges',
    'invoicing/preview-draft',
    'pricing/preview-backfill',
    'payment-collection/post-issued',
    'pdf-rendering/render-statement',
  ],
  ingest: [
    'backfill-usage',
    ...['replay-quarantined', 'dismiss-quarantined'],
    ...['open-backfill', 'fill-backfill', 'finish-backfill', 'decide-backfill'],
  ].map((step) => `usage-ingestion/${step}`),
  keys: [
    ...['create-key', 'rotate-key', 'revoke-key', 'list-keys'].map((step) => `usage-ingestion/${step}`),
    'payment-collection/end-links',
  ],
  run: ['billing-run/decide-repair'],
  decide: ['billing-run/decide-run', 'billing-run/decide-repair'],
  bank: [
    ...['import-statement', 'decide-payment', 'order-refunds', 'file-debits', 'report-debits', 'decide-address'],
    ...['open-dunning-cases', 'open-dunning-case', 'decide-dunning'],
  ].map((step) => `payment-collection/${step}`),
  orders: ['place-order', 'decide-order', 'move-stock'].map((step) => `orders/${step}`),
  erase: [
    'pricing/close-usage',
    'pricing/erase-snapshots',
    'erasing/erase-usage',
    'erasing/erase-drafts',
    'erasing/erase-orders',
    'erasing/erase-quarantined',
    'erasing/erase-catalogs',
    'erasing/finish-erasing',
  ],
};

/**
 * @returns the statements of each task, `look` among them
 * @see docs/sources.md#operator-permissions
 */
export function operatorStatements(place: StagePlace, tasks: readonly Task[] = TASKS): OperatorStatement[] {
  const { partition, region, accountId, stage } = place;
  const names = storeNames(place);
  const arn = (service: string, rest: string): string => `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
  const bucket = (name: string): string => `arn:${partition}:s3:::${name}`;
  const table = arn('dynamodb', `table/${place.table ?? names.table}`);
  const executions = MACHINES.map((machine) => arn('states', `execution:stepbill-${stage}-${machine}:*`));

  const allow = (Sid: string, Action: string | string[], Resource: string | string[]): OperatorStatement => ({
    ...{ Sid, Effect: 'Allow', Action, Resource },
  });
  /** Records are told apart by the beginning of their key, as in serverless.permissions.yml. */
  const records = (Sid: string, Action: string, ...kinds: string[]): OperatorStatement => ({
    ...allow(Sid, Action, table),
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': kinds } },
  });

  const own: Readonly<Record<Task, readonly OperatorStatement[]>> = {
    look: [
      allow('LookAround', 'lambda:GetFunctionConfiguration', arn('lambda', `function:${functionName(stage, DIRECTORY)}`)),
      allow('LookAtRecords', ['dynamodb:GetItem', 'dynamodb:Query'], table),
      allow('LookForFiles', 's3:ListBucket', [bucket(names.files), bucket(names.archive)]),
      allow('LookAtFiles', 's3:GetObject', [`${bucket(names.files)}/*`, `${bucket(names.archive)}/*`]),
      // What a report has reckoned once.
      allow('LookAtSums', 's3:PutObject', `${bucket(names.files)}/*/report-sums/*`),
      allow(
        'LookAtExecutions',
        ['states:DescribeExecution', 'states:DescribeStateMachineForExecution', 'states:GetExecutionHistory', 'states:ListMapRuns'],
        executions,
      ),
      allow(
        'LookAtMapRuns',
        'states:DescribeMapRun',
        MACHINES.map((machine) => arn('states', `mapRun:stepbill-${stage}-${machine}/*:*`)),
      ),
    ],
    import: [
      records('ImportRecords', 'dynamodb:UpdateItem', '*|catalog', '*|customer|*', '*|customers|*', 'sellers', '*|audit'),
      records('ImportChecks', 'dynamodb:ConditionCheckItem', '*|catalog'),
      allow('ImportContent', 's3:PutObject', [`${bucket(names.files)}/*/catalogs/*`, `${bucket(names.files)}/*/logos/*`]),
    ],
    ingest: [],
    // The first link of a seller makes its key, also where a person asks for it.
    keys: [records('KeysOfLinks', 'dynamodb:PutItem', '*|links')],
    run: [
      allow('RunMonths', 'states:StartExecution', arn('states', `stateMachine:stepbill-${stage}-billing-run`)),
      allow('RunOn', 'states:RedriveExecution', executions),
      allow('RunAnswers', 'states:SendTaskSuccess', arn('states', `stateMachine:stepbill-${stage}-billing-run`)),
    ],
    decide: [],
    bank: [
      allow('BankFiles', 's3:PutObject', [`${bucket(names.files)}/*/statements/*`, `${bucket(names.files)}/*/direct-debits/reports/*`]),
    ],
    orders: [],
    erase: [],
    reconcile: [
      records('ReconcileRecords', 'dynamodb:UpdateItem', '*|series', '*|blocks|*', '*|issuing', '*|audit'),
      records('ReconcileDocuments', 'dynamodb:PutItem', '*|invoice|*'),
      records('ReconcileLocks', 'dynamodb:DeleteItem', '*|issuing'),
      allow('ReconcileArchive', 's3:PutObject', `${bucket(names.archive)}/*`),
    ],
  };
  return TASKS.filter((task) => task === 'look' || tasks.includes(task)).flatMap((task) => {
    const steps = STEPS[task];
    const calls =
      steps &&
      allow(
        `${task[0]!.toUpperCase()}${task.slice(1)}Steps`,
        'lambda:InvokeFunction',
        steps.map((step) => arn('lambda', `function:${functionName(stage, step)}`)),
      );
    return [...own[task], ...(calls ? [calls] : [])];
  });
}
