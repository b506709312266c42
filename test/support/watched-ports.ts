/** Ports that ask before each operation whether the function that is running may do what the AWS adapter would do. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { basename } from 'node:path';

import type { Executions } from '../../shared/executions.ts';
import type { Files } from '../../shared/files.ts';
import type { Mail } from '../../shared/mail.ts';
import type { Ports } from '../../shared/ports.ts';
import type { Secrets } from '../../shared/secrets.ts';
import type { Steps } from '../../shared/steps.ts';
import type { Change, Key, Table } from '../../shared/table.ts';
import type { Request } from './iam-policy.ts';

const TABLE = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/stepbill-dev';
const BUCKET = (name: string): string => `arn:\${AWS::Partition}:s3:::stepbill-dev-${name}-\${AWS::AccountId}`;
const MACHINE = 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:stepbill-dev';
const FUNCTION = 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function';
const PARAMETER = 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter';
const SENDER = 'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity';

/** Called with the function and what it is about to do; throws if it may not. */
export type Guard = (name: string, request: Request) => void;
/** Functions that answer tokens of a billing run, and who types; a token says nothing of its machine. */
const DECIDING = new Set(['await-release', 'await-repair', 'decide-run', 'decide-repair', 'operator']);
type Ask = (request: Request) => void;

const running = new AsyncLocalStorage<string>();

/** Who watches what functions do. */
export interface Watch {
  readonly guard: Guard;
  /** Whether each step is delivered twice, as any step may be: one after the other, or at once. */
  readonly isTwice: boolean | 'at once';
}

export const UNWATCHED: Watch = { guard: () => {}, isTwice: false };

/** Does a function's work; what it reaches is asked for in its name. */
export function asFunction<Result>({ isTwice }: Watch, name: string, work: () => Promise<Result>): Promise<Result> {
  return running.run(name, async () => {
    // What comes of the other delivery, nobody waits for.
    const other = isTwice === 'at once' ? work().catch(() => undefined) : undefined;
    if (isTwice === true) await work();
    try {
      return await work();
    } finally {
      await other;
    }
  });
}

/**
 * Where no function is running the guard is not asked: a person's command reads by itself.
 *
 * @param mailWith the Mail port on a table
 */
export function watchedPorts(ports: Ports, mailWith: (table: () => Table) => Mail, { guard }: Watch): Ports {
  const ask: Ask = (request) => {
    const name = running.getStore();
    if (name !== undefined) guard(name, request);
  };
  const table = watchedTable(ports.table, ask);
  const files = watchedFiles(ports.files, BUCKET('files'), ask);
  const archive = watchedFiles(ports.archive, BUCKET('archive'), ask);
  const mail = watchedMail(
    mailWith(() => table),
    ask,
  );
  const executions = watchedExecutions(ports.executions, ask);
  return { table, files, archive, mail, executions, steps: watchedSteps(ports.steps, ask), secrets: watchedSecrets(ports.secrets, ask) };
}

function watchedSecrets(secrets: Secrets, ask: Ask): Secrets {
  return {
    get(name) {
      ask({ action: 'ssm:GetParameter', resource: `${PARAMETER}/stepbill/dev/${name}` });
      return secrets.get(name);
    },
  };
}

/** What a step that is called does is asked for in its own name. */
function watchedSteps(steps: Steps, ask: Ask): Steps {
  return {
    call(step, input) {
      ask({ action: 'lambda:InvokeFunction', resource: `${FUNCTION}:stepbill-${step.replace('/', '-dev-')}` });
      return running.run(basename(step), () => steps.call(step, input));
    },
  };
}

function watchedTable(table: Table, ask: Ask): Table {
  const record = (action: string, { pk }: Pick<Key, 'pk'>): void => ask({ action, resource: TABLE, leadingKey: pk });
  const change = (it: Change): void => {
    if ('put' in it) record('dynamodb:UpdateItem', it.put);
    else if ('delete' in it) record('dynamodb:DeleteItem', it.delete);
    else record('dynamodb:ConditionCheckItem', it.check);
  };
  return {
    get: (key) => (record('dynamodb:GetItem', key), table.get(key)),
    query: (query) => (record('dynamodb:Query', query), table.query(query)),
    write: (changes) => (changes.forEach(change), table.write(changes)),
    append: (records) => (records.forEach((it) => record('dynamodb:PutItem', it)), table.append(records)),
  };
}

function watchedFiles(files: Files, bucket: string, ask: Ask): Files {
  const object = (action: string, key: string): void => ask({ action, resource: `${bucket}/${key}` });
  /** What is absent is said to be so only to whoever may list the bucket. */
  const list = (): void => ask({ action: 's3:ListBucket', resource: bucket });
  const compared = (key: string): void => (object('s3:GetObject', key), list());
  return {
    ...files,
    async put(key, bytes, contentType) {
      object('s3:PutObject', key);
      const stored = await files.put(key, bytes, contentType);
      if (!stored.isNew) compared(key);
      return stored;
    },
    // Keeps what is there without looking at it.
    putFirst: (key, bytes, contentType) => (object('s3:PutObject', key), files.putFirst(key, bytes, contentType)),
    async get(key) {
      object('s3:GetObject', key);
      list();
      return files.get(key);
    },
    hash: (key) => (compared(key), files.hash(key)),
    list: (prefix, page) => (list(), files.list(prefix, page)),
    remove: (keys) => (keys.forEach((key) => object('s3:DeleteObject', key)), files.remove(keys)),
    url: (key, seconds) => (object('s3:GetObject', key), files.url(key, seconds)),
  };
}

function watchedMail(mail: Mail, ask: Ask): Mail {
  return {
    send: (message) => {
      ask({ action: 'ses:SendEmail', resource: `${SENDER}/example.com` });
      return mail.send(message);
    },
  };
}

function watchedExecutions(executions: Executions, ask: Ask): Executions {
  const execution = (machine: string, name: string): string => `${MACHINE.replace('stateMachine', 'execution')}-${machine}:${name}`;
  const described = (machine: string, name: string): void =>
    ask({ action: 'states:DescribeExecution', resource: execution(machine, name) });
  const read = (machine: string, name: string): void => {
    for (const action of ['states:DescribeStateMachineForExecution', 'states:GetExecutionHistory'])
      ask({ action, resource: execution(machine, name) });
  };
  return {
    ...executions,
    start: (machine, name, input) => {
      ask({ action: 'states:StartExecution', resource: `${MACHINE}-${machine}` });
      described(machine, name);
      return executions.start(machine, name, input);
    },
    describe: (machine, name) => (described(machine, name), executions.describe(machine, name)),
    history: (machine, name) => (read(machine, name), executions.history(machine, name)),
    mapCounts: (machine, name) => {
      ask({ action: 'states:ListMapRuns', resource: execution(machine, name) });
      ask({ action: 'states:DescribeMapRun', resource: `${MACHINE.replace('stateMachine', 'mapRun')}-${machine}/Map:0` });
      return executions.mapCounts(machine, name);
    },
    succeedTask: (token, output) => {
      ask({ action: 'states:SendTaskSuccess', resource: `${MACHINE}-${DECIDING.has(running.getStore()!) ? 'billing-run' : 'dunning'}` });
      return executions.succeedTask(token, output);
    },
  };
}
