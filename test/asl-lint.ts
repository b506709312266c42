/**
 * Faults of a state machine definition that validators let through and AWS accepts, or refuses only in the middle of
 * a deployment, a month or a run.
 *
 * @see https://states-language.net/spec.html
 */
import {
  graphsOf,
  leavesOf,
  nextOf,
  statesOf,
  type Catcher,
  type ExecutionType,
  type Graph,
  type GraphVisit,
  type Retrier,
  type StateVisit,
} from '../shared/asl-walk.ts';

/** A fault and the state it is in, as `PrepareDrafts / PrepareBatch / CalculatePrice`. */
export interface Fault {
  readonly state: string;
  readonly rule: string;
  readonly message: string;
}

/** What a machine may name. */
export interface Known {
  readonly type: ExecutionType;
  /** Names of the program's own errors. */
  readonly errors: ReadonlySet<string>;
}

type Messages = readonly (string | false | undefined)[];

const LAMBDA = /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[a-z0-9-]+$/;
const TOKEN = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const SYNC_EXPRESS = 'arn:aws:states:::aws-sdk:sfn:startSyncExecution';
const START = 'arn:aws:states:::states:startExecution';
const START_SYNC = 'arn:aws:states:::states:startExecution.sync:2';
const INTEGRATIONS = new Set([TOKEN, SYNC_EXPRESS, START, START_SYNC]);

/** Errors of AWS that a Retry or Catch of ours may name, besides our own. */
const AWS_ERRORS = new Set([
  'States.ALL',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.TaskFailed',
  'States.ItemReaderFailed',
  'States.ResultWriterFailed',
  'States.ExceedToleratedFailureThreshold',
  'Lambda.Unknown',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Sfn.SdkClientException',
  'Sfn.SfnException',
  'StepFunctions.SdkClientException',
  'StepFunctions.AWSStepFunctionsException',
  'StepFunctions.ExecutionLimitExceeded',
  'StepFunctions.ExecutionAlreadyExistsException',
]);

const EVERY = ['Type', 'Comment', 'InputPath', 'OutputPath'];
const ONWARD = ['Next', 'End'];
const WORK = ['ResultPath', 'ResultSelector', 'Retry', 'Catch', ...ONWARD];
const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: ['Resource', 'Parameters', 'TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'Credentials', ...WORK],
  Pass: ['Result', 'ResultPath', 'Parameters', ...ONWARD],
  Wait: ['Timestamp', 'TimestampPath', ...ONWARD],
  Choice: ['Choices', 'Default'],
  Succeed: [],
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
  Parallel: ['Branches', 'Parameters', ...WORK],
  Map: [
    ...['ItemProcessor', 'ItemReader', 'ItemBatcher', 'ItemsPath', 'ItemSelector', 'ResultWriter', 'Label'],
    ...['MaxConcurrency', 'MaxConcurrencyPath', 'ToleratedFailurePercentage', 'ToleratedFailureCount', ...WORK],
  ],
};
const MACHINE_FIELDS = ['Comment', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const GRAPH_FIELDS = ['Comment', 'StartAt', 'States', 'ProcessorConfig'];
const RETRY_FIELDS = ['ErrorEquals', 'IntervalSeconds', 'BackoffRate', 'MaxAttempts', 'MaxDelaySeconds', 'JitterStrategy', 'Comment'];
const CATCH_FIELDS = ['ErrorEquals', 'Next', 'ResultPath', 'Comment'];
/** Fields of JSONata, and of variables. */
const JSONATA = ['QueryLanguage', 'Arguments', 'Output', 'Assign', 'Items'];
/** Fields that hold templates. */
const TEMPLATES = ['Parameters', 'ItemSelector', 'ResultSelector', 'ItemReader', 'ItemBatcher', 'ResultWriter'];
/** Seconds an Express execution has. */
const EXPRESS_SECONDS = 300;

/** What holds for a graph as a whole. */
const GRAPH_RULES: Readonly<Record<string, (visit: GraphVisit) => Messages>> = {
  'every state is reached'({ graph }) {
    const reached = reachedFrom(graph, [graph.StartAt]);
    return Object.keys(graph.States).map((name) => !reached.has(name) && `no way leads to ${name}`);
  },
  'every state leads to an end'({ graph }) {
    return Object.keys(graph.States).map((name) => {
      const ends = [...reachedFrom(graph, [name])].some((reached) => isEnd(graph, reached));
      return !ends && `no way leads from ${name} to an end`;
    });
  },
  'fields of a graph are known': ({ graph, path }) => unknownFields(graph, path.length === 0 ? MACHINE_FIELDS : GRAPH_FIELDS),
};

/** What holds for each state. */
const STATE_RULES: Readonly<Record<string, (visit: StateVisit) => Messages>> = {
  'JSONPath only': ({ state }) => JSONATA.map((field) => field in state && `${field} belongs to JSONata or to variables`),
  'fields are known': ({ state }) =>
    unknownFields(state, [...EVERY, ...JSONATA, 'Seconds', 'SecondsPath', ...(STATE_FIELDS[state.Type] ?? [])]),
  'waits end at a timestamp': ({ state }) => [('Seconds' in state || 'SecondsPath' in state) && 'a wait ends at a timestamp'],
  'choices have a default': ({ state }) => [state.Type === 'Choice' && state.Default === undefined && 'no Default'],
  'paths are marked': ({ state }) => TEMPLATES.flatMap((name) => leavesOf(state[name])).map(([field, value]) => markFault(field, value)),
  'tasks end in time': ({ state, type }) => {
    if (state.Type !== 'Task') return [];
    const { TimeoutSeconds: timeout, TimeoutSecondsPath: path, HeartbeatSeconds: heartbeat } = state;
    return [
      timeout === undefined && path === undefined && 'no TimeoutSeconds',
      path !== undefined && type === 'EXPRESS' && 'a time-out that the input says may be longer than an Express execution',
      timeout !== undefined && heartbeat !== undefined && heartbeat >= timeout && 'HeartbeatSeconds is not less than TimeoutSeconds',
      type === 'EXPRESS' && Number(timeout) >= EXPRESS_SECONDS && `an Express execution ends within ${EXPRESS_SECONDS} seconds`,
    ];
  },
  'integrations are known': ({ state, type }) => {
    const { Type, Resource = '', Parameters = {} } = state;
    if (Type !== 'Task') return [];
    const values = leavesOf(Parameters).map(([, value]) => value);
    const isExpress = type === 'EXPRESS';
    return [
      !LAMBDA.test(Resource) && !INTEGRATIONS.has(Resource) && `${Resource} is no integration of ours`,
      Resource === TOKEN && !values.includes('$$.Task.Token') && 'hands on no $$.Task.Token',
      isExpress && [TOKEN, START_SYNC].includes(Resource) && 'an Express execution waits for nobody',
      [START, START_SYNC].includes(Resource) &&
        !('Name' in Parameters) &&
        !('Name.$' in Parameters) &&
        'starts without a Name: a retry would start it again',
      Resource !== TOKEN && state.HeartbeatSeconds !== undefined && 'only a Task that waits for its token has a heartbeat',
    ];
  },
  'a nested execution is looked at': ({ state, graph }) => {
    if (![SYNC_EXPRESS, START_SYNC].includes(String(state.Resource))) return [];
    const next = graph.States[state.Next ?? ''];
    const looked = leavesOf(next?.Choices).some(([field, value]) => field === 'Variable' && /\.status$/i.test(String(value)));
    return [!looked && 'returns normally even when the execution failed: a Choice on its status must follow'];
  },
  'tasks are retried': ({ state }) => {
    const retried = (state.Retry ?? []).flatMap(({ ErrorEquals = [] }) => ErrorEquals);
    if (state.Type !== 'Task') return [];
    const isOurs = LAMBDA.test(state.Resource ?? '') || state.Resource === TOKEN;
    // Of a wait whose end is part of the process, the time-out is caught instead.
    const isWait = state.Resource === TOKEN && (state.Catch ?? []).some(({ ErrorEquals }) => ErrorEquals?.includes('States.Timeout'));
    const wanted = [...(isOurs ? ['TransientError', 'Lambda.TooManyRequestsException'] : []), ...(isWait ? [] : ['States.Timeout'])];
    return wanted.map((name) => !retried.includes(name) && `no Retry for ${name}`);
  },
  'retries are bounded': ({ state }) => (state.Retry ?? []).flatMap(retryFaults),
  'catches are in order': ({ state }) =>
    (state.Catch ?? []).flatMap((catcher, index, all) => catchFaults(catcher, index === all.length - 1)),
  'maps say how they run': (visit) => (visit.state.Type === 'Map' ? mapFaults(visit) : []),
};

/**
 * @param definition parsed, every variable resolved
 * @returns nothing if the definition keeps every rule
 */
export function lintMachine(definition: Graph, { type, errors }: Known): Fault[] {
  const graphs = graphsOf(definition, type);
  const states = graphs.flatMap(statesOf);
  const names = states.map(({ name }) => name);
  const named = states.flatMap(({ path, state }) => {
    const catchers = [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(({ ErrorEquals = [] }) => ErrorEquals);
    return fault(
      'errors are known',
      path,
      catchers.map((name) => !AWS_ERRORS.has(name) && !errors.has(name) && `nothing throws ${name}`),
    );
  });
  return [
    ...graphs.flatMap((visit) => Object.entries(GRAPH_RULES).flatMap(([rule, check]) => fault(rule, visit.path, check(visit)))),
    ...states.flatMap((visit) => Object.entries(STATE_RULES).flatMap(([rule, check]) => fault(rule, visit.path, check(visit)))),
    ...states.flatMap(({ name, path }, index) =>
      fault('names are given once', path, [names.indexOf(name) < index && 'another state has this name']),
    ),
    ...named,
  ];
}

function fault(rule: string, path: readonly string[], messages: Messages): Fault[] {
  return messages.flatMap((message) => (message ? [{ state: path.join(' / '), rule, message }] : []));
}

function reachedFrom(graph: Graph, start: readonly string[]): ReadonlySet<string> {
  const reached = new Set(start);
  for (const name of reached) for (const next of nextOf(graph.States[name] ?? { Type: 'Missing' })) reached.add(next);
  return reached;
}

function isEnd(graph: Graph, name: string): boolean {
  const { Type, End } = graph.States[name] ?? { Type: 'Missing' };
  return End === true || Type === 'Succeed' || Type === 'Fail';
}

function unknownFields(fields: object, known: readonly string[]): Messages {
  return Object.keys(fields).map((field) => !known.includes(field) && `${field} is no field here`);
}

function markFault(field: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const isPath = /^\$(\.|\[|$|\$\.)/.test(value) || /^States\.[A-Z]\w+\(/.test(value);
  if (field.endsWith('.$')) return isPath ? undefined : `${field} is marked as a path and holds "${value}"`;
  return isPath ? `${field} holds a path but is not marked by .$` : undefined;
}

function retryFaults(retrier: Retrier): Messages {
  const { ErrorEquals = [], IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3, MaxDelaySeconds, JitterStrategy } = retrier;
  return [
    ...unknownFields(retrier, RETRY_FIELDS),
    ErrorEquals.length === 0 && 'a Retry names no error',
    ErrorEquals.some((name) => name === 'States.ALL' || name === 'States.TaskFailed') &&
      'a Retry of everything would retry faults of the program too',
    !(Number.isInteger(IntervalSeconds) && IntervalSeconds >= 1) && 'IntervalSeconds is not at least 1',
    !(BackoffRate >= 1) && 'BackoffRate is not at least 1',
    !(Number.isInteger(MaxAttempts) && MaxAttempts >= 1 && MaxAttempts <= 20) && 'MaxAttempts is not within 1 and 20',
    MaxDelaySeconds === undefined && 'a Retry without MaxDelaySeconds',
    MaxDelaySeconds !== undefined && MaxDelaySeconds <= IntervalSeconds && 'MaxDelaySeconds is not above IntervalSeconds',
    // Whoever waits until another's claim is over waits as long as it lasts.
    JitterStrategy !== 'FULL' && !ErrorEquals.includes('MailUnderWayError') && 'a Retry without full jitter',
  ];
}

function catchFaults(catcher: Catcher, isLast: boolean): Messages {
  const { ErrorEquals = [], ResultPath } = catcher;
  const isAll = ErrorEquals.includes('States.ALL');
  return [
    ...unknownFields(catcher, CATCH_FIELDS),
    ErrorEquals.length === 0 && 'a Catch names no error',
    isAll && ErrorEquals.length > 1 && 'States.ALL stands beside other errors',
    isAll && !isLast && 'States.ALL is not the last Catch',
    ResultPath === undefined && 'a Catch without ResultPath loses the input',
  ];
}

function mapFaults({ state, type, path }: StateVisit): Messages {
  const { ItemProcessor, ItemReader, ItemBatcher, ResultWriter } = state;
  const config = ItemProcessor?.ProcessorConfig ?? {};
  const isDistributed = config['Mode'] === 'DISTRIBUTED';
  const reader = (ItemReader ?? {}) as { Resource?: unknown; ReaderConfig?: { InputType?: unknown } };
  const writer = (ResultWriter ?? {}) as { Resource?: unknown };
  const batch = (ItemBatcher ?? {}) as { MaxItemsPerBatch?: unknown };
  return [
    !ItemProcessor && 'no ItemProcessor',
    !('MaxConcurrency' in state) && !('MaxConcurrencyPath' in state) && 'no MaxConcurrency: forty at once, or ten thousand',
    config['Mode'] !== 'INLINE' && !isDistributed && 'ProcessorConfig.Mode is neither INLINE nor DISTRIBUTED',
    !isDistributed && (ItemReader ?? ItemBatcher ?? ResultWriter) !== undefined && 'only a Distributed Map reads, batches and writes',
    ...(!isDistributed
      ? []
      : [
          (path.length > 1 || type === 'EXPRESS') && 'a Distributed Map stands in a Standard machine, not in another map',
          !['STANDARD', 'EXPRESS'].includes(String(config['ExecutionType'])) && 'no ExecutionType',
          reader.Resource !== 'arn:aws:states:::s3:getObject' && 'ItemReader reads no object of S3',
          reader.ReaderConfig?.InputType !== 'JSONL' && 'ItemReader reads no JSON Lines',
          !(Number(batch.MaxItemsPerBatch) >= 1) && 'ItemBatcher has no MaxItemsPerBatch',
          writer.Resource !== 'arn:aws:states:::s3:putObject' && 'no ResultWriter: results beyond 256 KiB fail the map',
          !('ToleratedFailurePercentage' in state) &&
            !('ToleratedFailureCount' in state) &&
            'one failure would end the map: no ToleratedFailurePercentage',
        ]),
  ];
}
