/**
 * What a Task's Resource and Parameters ask for. Five integrations run here; any other is refused at load, since
 * the interpreter would call real AWS for it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
 */
import { z } from 'zod';

import { type Template, pathsIn, readTemplate } from './payload-template.ts';
import type { TaskState } from './state-language.ts';

/** `pricing/calculate-price`: the function `calculate-price` of the service `pricing`. */
export type FunctionName = string;

export type Task =
  | { readonly kind: 'function'; readonly function: FunctionName; readonly parameters?: Template }
  | { readonly kind: 'token'; readonly function: FunctionName; readonly parameters: Template }
  | { readonly kind: 'syncExpress'; readonly machine: string; readonly parameters: Template }
  | { readonly kind: 'start'; readonly machine: string; readonly parameters: Template; readonly isSync: boolean };

/** Stage under which machine files are resolved here; part of every function's ARN. */
export const LOCAL_STAGE = 'local';
const FUNCTION = new RegExp(`:function:stepbill-(?<service>[a-z0-9-]+?)-${LOCAL_STAGE}-(?<name>[a-z0-9-]+)$`);
const MACHINE = new RegExp(`:stateMachine:(?:stepbill-${LOCAL_STAGE}-)?(?<name>[a-z0-9-]+)$`);
const OPTIMIZED = /^arn:[a-z-]+:states:::(?<integration>.+)$/;

const tokenParameters = z.strictObject({
  FunctionName: z.string(),
  Payload: z.record(z.string(), z.unknown()),
});
const name = z.union([z.strictObject({ Name: z.string() }), z.strictObject({ 'Name.$': z.string() })]);
const startParameters = z
  .strictObject({
    StateMachineArn: z.string(),
    Input: z.unknown().optional(),
    'Input.$': z.string().optional(),
    Name: z.string().optional(),
    'Name.$': z.string().optional(),
  })
  .refine((it) => (it.Input === undefined) !== (it['Input.$'] === undefined), { error: 'give one of Input and Input.$' });

/** A fault of one field of a Task. */
export class TaskFault extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * @throws {TaskFault} if the Task asks for something that does not run here
 */
export function readTask(task: TaskState): Task {
  const integration = OPTIMIZED.exec(task.Resource)?.groups?.['integration'];
  if (integration === undefined) {
    const parameters = task.Parameters === undefined ? {} : { parameters: readTemplate(task.Parameters) };
    requireNoHeartbeat(task);
    return { kind: 'function', function: functionName(task.Resource, 'Resource'), ...parameters };
  }
  if (integration === 'lambda:invoke.waitForTaskToken') return tokenTask(task);
  requireNoHeartbeat(task);
  switch (integration) {
    case 'aws-sdk:sfn:startSyncExecution':
      return { kind: 'syncExpress', ...startTask(task) };
    case 'states:startExecution':
      return { kind: 'start', isSync: false, ...startTask(task, true) };
    case 'states:startExecution.sync:2':
      return { kind: 'start', isSync: true, ...startTask(task, true) };
    default:
      throw new TaskFault('Resource', `the integration ${integration} does not run here`);
  }
}

function tokenTask(task: TaskState): Task {
  const { FunctionName, Payload } = parsed(tokenParameters, task);
  if (!pathsIn(Payload).includes('$$.Task.Token'))
    throw new TaskFault('Parameters.Payload', 'hands on no $$.Task.Token, so nobody could end this wait');
  return { kind: 'token', function: functionName(FunctionName, 'Parameters.FunctionName'), parameters: readTemplate(Payload) };
}

function startTask(task: TaskState, isNamed = false): { machine: string; parameters: Template } {
  const { StateMachineArn, ...rest } = parsed(startParameters, task);
  if (isNamed && !name.safeParse(withoutInput(rest)).success)
    throw new TaskFault('Parameters', 'needs a Name made of the input, so that a repeated step starts nothing twice');
  const machine = MACHINE.exec(StateMachineArn)?.groups?.['name'];
  if (machine === undefined) throw new TaskFault('Parameters.StateMachineArn', `names no machine of ours: ${StateMachineArn}`);
  return { machine, parameters: readTemplate(rest) };
}

function withoutInput(parameters: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(parameters).filter(([field, value]) => !field.startsWith('Input') && value !== undefined));
}

function parsed<Shape>(schema: z.ZodType<Shape>, task: TaskState): Shape {
  const outcome = schema.safeParse(task.Parameters ?? {});
  if (outcome.success) return outcome.data;
  const issue = outcome.error.issues[0]!;
  throw new TaskFault(['Parameters', ...issue.path].join('.'), issue.message);
}

function requireNoHeartbeat(task: TaskState): void {
  if (task.HeartbeatSeconds !== undefined) throw new TaskFault('HeartbeatSeconds', 'only a Task that waits for its token has a heartbeat');
}

function functionName(arn: string, field: string): FunctionName {
  const { service, name: local } = FUNCTION.exec(arn)?.groups ?? {};
  if (service === undefined || local === undefined) throw new TaskFault(field, `names no function of ours: ${arn}`);
  return `${service}/${local}`;
}
