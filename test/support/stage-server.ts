/**
 * What a stage has beside its table and buckets: its functions, which are our handlers in this process; its state
 * machines, which the local runner executes; and the account. Spoken to as AWS is, over HTTP.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

import { loadMachines } from '../../local/runner/machine-files.ts';
import { openRunner, type Runner } from '../../local/runner/runner.ts';
import { portsOf } from '../../shared/aws/aws-ports.ts';
import { DIRECTORY, functionName, type StoreNames } from '../../shared/aws/stage-names.ts';
import type { MachineHome } from '../../shared/aws/step-functions-executions.ts';
import { now } from '../../shared/clock.ts';
import type { Execution } from '../../shared/executions.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface StageServer {
  readonly url: string;
  /** Addresses that mails were sent to, in order. */
  readonly mailsTo: readonly string[];
  /** Steps that were called by name, not by a state machine. */
  readonly called: readonly string[];
  close(): Promise<void>;
}

type Answers = Readonly<Record<string, (input: Record<string, string>) => unknown>>;

type Answer = readonly [status: number, text: string, headers?: Readonly<Record<string, string>>];

/** A refusal by its AWS name. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

/**
 * @param names what the stage stores in
 * @param folder where the runner keeps its executions
 */
export async function startStageServer(home: MachineHome, names: StoreNames, folder: string): Promise<StageServer> {
  const { stage, accountId: ACCOUNT_ID } = home;
  const Variables = { ACCOUNT_ID, TABLE_NAME: names.table, FILES_BUCKET: names.files, ARCHIVE_BUCKET: names.archive };
  const { files } = portsOf(names, home);
  const machines = loadMachines(ROOT);
  const runner = await openRunner({ folder, machines, invoke, files, now });
  await runner.resume();
  const called: string[] = [];
  const mailsTo: string[] = [];
  const stepFunctions = answersOf(runner, machines);

  const answer = async (request: IncomingMessage, body: string): Promise<Answer> => {
    const path = request.url ?? '/';
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    if (operation !== undefined) return [200, JSON.stringify((await stepFunctions[operation]!(JSON.parse(body) as never)) ?? {})];
    if (path.endsWith('/outbound-emails')) {
      mailsTo.push(...(JSON.parse(body) as { Destination: { ToAddresses: string[] } }).Destination.ToAddresses);
      return [200, '{"MessageId":"1"}'];
    }
    if (path.endsWith(`/${functionName(stage, DIRECTORY)}/configuration`)) return [200, JSON.stringify({ Environment: { Variables } })];
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
    if (name === undefined) return [404, '{}', { 'x-amzn-errortype': 'ResourceNotFoundException' }];
    const step = stepOf(stage, name);
    called.push(step);
    try {
      return [200, await invoke(step, body)];
    } catch (error) {
      const { name: errorType, message: errorMessage } = error as Error;
      return [200, JSON.stringify({ errorType, errorMessage, trace: [] }), { 'x-amz-function-error': 'Unhandled' }];
    }
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void answer(request, Buffer.concat(chunks).toString())
        .catch((error: unknown): Answer => [400, JSON.stringify({ __type: (error as Error).message, message: String(error) })])
        .then(([status, text, headers = {}]) => {
          response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers }).end(text);
        });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    mailsTo,
    called,
    async close() {
      server.closeAllConnections();
      server.close();
      await runner.close();
    },
  };
}

async function invoke(step: string, payload: string): Promise<string> {
  const { handler } = (await import(`../../services/${step}.handler.ts`)) as { handler: (input: unknown) => Promise<unknown> };
  return JSON.stringify((await handler(JSON.parse(payload))) ?? null);
}

/** `pricing/explain-line` of `stepbill-pricing-<stage>-explain-line`. */
function stepOf(stage: string, name: string): string {
  const [service = '', step = ''] = name.replace(/^stepbill-/, '').split(`-${stage}-`);
  return `${service}/${step}`;
}

/** Step Functions as far as commands ask. @see https://docs.aws.amazon.com/step-functions/latest/apireference/ */
function answersOf(runner: Runner, machines: ReturnType<typeof loadMachines>): Answers {
  const redrives = new Map<string, number>();
  const found = async (arn: string): Promise<Execution> => {
    const execution = await runner.describe(...nameIn(arn));
    if (!execution) throw new Refusal('ExecutionDoesNotExist');
    return execution;
  };
  return {
    async StartExecution({ stateMachineArn = '', name = '', input = '' }) {
      const machine = machineIn(stateMachineArn);
      await runner.start(machine, name, JSON.parse(input)).catch((error: Error) => {
        throw error.name === 'ExecutionConflictError' ? new Refusal('ExecutionAlreadyExists') : error;
      });
      return { startDate: seconds(now()) };
    },
    async DescribeExecution({ executionArn = '' }) {
      const { status, input, output, error, cause, startedAt, stoppedAt } = await found(executionArn);
      return {
        ...{ status, error, cause, input: JSON.stringify(input), output: output === undefined ? undefined : JSON.stringify(output) },
        ...{ startDate: seconds(startedAt), stopDate: stoppedAt && seconds(stoppedAt), redriveCount: redrives.get(executionArn) ?? 0 },
      };
    },
    async DescribeStateMachineForExecution({ executionArn = '' }) {
      await found(executionArn);
      const [machine] = nameIn(executionArn);
      return { definition: JSON.stringify(machines.find(({ name }) => name === machine)!.definition) };
    },
    async GetExecutionHistory({ executionArn = '' }) {
      const visits = await runner.history(...nameIn(executionArn));
      const events = visits.flatMap(({ state: name, type, input, output, enteredAt, exitedAt }) => [
        { type: `${type}StateEntered`, timestamp: seconds(enteredAt), stateEnteredEventDetails: { name, input: JSON.stringify(input) } },
        ...(exitedAt
          ? [
              {
                type: `${type}StateExited`,
                timestamp: seconds(exitedAt),
                stateExitedEventDetails: { name, output: JSON.stringify(output) },
              },
            ]
          : []),
      ]);
      return { events: events.map((event, i) => ({ id: i + 1, ...event })) };
    },
    async ListMapRuns({ executionArn = '' }) {
      const counts = await runner.mapCounts(...nameIn(executionArn));
      if (!counts) return { mapRuns: [] };
      const mapRunArn = `${executionArn.replace(':execution:', ':mapRun:')}/${counts.state}:1`;
      return { mapRuns: [{ executionArn, mapRunArn, startDate: 0 }] };
    },
    async DescribeMapRun({ mapRunArn = '' }) {
      const counts = await runner.mapCounts(...nameIn(mapRunArn.replace(/\/[^/]+$/, '')));
      return { itemCounts: { ...counts, timedOut: 0, aborted: 0 } };
    },
    async SendTaskSuccess({ taskToken = '', output = '' }) {
      await runner.succeedTask(taskToken, JSON.parse(output)).catch((error: Error) => {
        throw new Refusal(error.name === 'ExecutionConflictError' ? 'TaskTimedOut' : 'InvalidToken');
      });
    },
    async RedriveExecution({ executionArn = '' }) {
      await runner.redrive(...nameIn(executionArn));
      redrives.set(executionArn, (redrives.get(executionArn) ?? 0) + 1);
      return { redriveDate: seconds(now()) };
    },
  };
}

/** Machine and name of `…:execution:stepbill-<stage>-<machine>:<name>`. */
function nameIn(arn: string): [machine: string, name: string] {
  const [name = '', machine = ''] = arn.split(':').toReversed();
  return [machineIn(machine), name];
}

function machineIn(arn: string): string {
  return /stepbill-[a-z]+-(.+)$/.exec(arn)?.[1] ?? '';
}

const seconds = (moment: Date): number => moment.getTime() / 1_000;
