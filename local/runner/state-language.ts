/**
 * The allow-list: what of the Amazon States Language runs here exactly as on AWS. Everything else is refused when
 * a machine is loaded, by name and place, because an interpreter that skips a field bills something else than what
 * was deployed.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
import { z } from 'zod';

import { choice, path } from './choice-rules.ts';
import { readTemplate } from './payload-template.ts';

const stateName = z.string().min(1).max(80);

const template = z.unknown().superRefine((source, check) => {
  try {
    readTemplate(source);
  } catch (error) {
    check.addIssue({ code: 'custom', message: (error as SyntaxError).message });
  }
});

/** Where a result is put: plain names only, since the interpreter misreads `$` and quotes here. */
const resultPath = z
  .string()
  .regex(/^\$(\.[A-Za-z_][A-Za-z0-9_]*)*$/, 'takes $ or names joined by dots, such as $.charges')
  .nullable();

/** Seconds a timer can hold, 24 days; longer waits end at a timestamp. */
const MOST_RETRY_SECONDS = 2_000_000;
const retrySeconds = z.int().min(1).max(MOST_RETRY_SECONDS);
/** As long as AWS takes: over three years. */
export const timeoutSeconds = z.int().min(1).max(99_999_999);

/** The interpreter would match a time-out by it, and the failure of a Map. */
const errorNames = z
  .array(z.string())
  .min(1)
  .refine((names) => !names.includes('States.TaskFailed'), { error: 'States.TaskFailed matches more here than on AWS: name the errors' });

const retrier = z
  .strictObject({
    ErrorEquals: errorNames,
    IntervalSeconds: retrySeconds.default(1),
    MaxAttempts: z.int().min(0).max(1_000).default(3),
    BackoffRate: z.number().min(1).default(2),
    MaxDelaySeconds: retrySeconds.optional(),
    JitterStrategy: z.enum(['NONE', 'FULL']).default('NONE'),
    Comment: z.string().optional(),
  })
  .refine((it) => !it.ErrorEquals.includes('States.ALL'), {
    error: 'States.ALL would retry faults of the program too: name the errors',
    path: ['ErrorEquals'],
  })
  .refine((it) => it.MaxDelaySeconds === undefined || it.MaxDelaySeconds > it.IntervalSeconds, {
    error: 'must be greater than IntervalSeconds',
    path: ['MaxDelaySeconds'],
  })
  .refine((it) => it.MaxDelaySeconds !== undefined || longestDelay(it) <= MOST_RETRY_SECONDS, {
    error: 'grows beyond 24 days: give MaxDelaySeconds',
    path: ['BackoffRate'],
  });

function longestDelay(it: { IntervalSeconds: number; BackoffRate: number; MaxAttempts: number }): number {
  return it.IntervalSeconds * it.BackoffRate ** it.MaxAttempts;
}

const catcher = z
  .strictObject({
    ErrorEquals: errorNames,
    Next: stateName,
    ResultPath: resultPath.optional(),
    Comment: z.string().optional(),
  })
  .refine((it) => !it.ErrorEquals.includes('States.ALL') || it.ErrorEquals.length === 1, {
    error: 'States.ALL must stand alone',
    path: ['ErrorEquals'],
  });

const catchers = z
  .array(catcher)
  .refine((list) => list.slice(0, -1).every((it) => !it.ErrorEquals.includes('States.ALL')), { error: 'States.ALL must come last' });

const common = { Comment: z.string().optional(), InputPath: path.nullable().optional(), OutputPath: path.nullable().optional() };
const onward = { Next: stateName.optional(), End: z.literal(true).optional() };
const result = { ResultPath: resultPath.optional() };
const work = { ResultSelector: template.optional(), ...result, Retry: z.array(retrier).optional(), Catch: catchers.optional() };

const task = z
  .strictObject({
    Type: z.literal('Task'),
    ...common,
    ...onward,
    ...work,
    Resource: z.string(),
    Parameters: template.optional(),
    // Without it AWS waits for years and the interpreter for a minute.
    TimeoutSeconds: timeoutSeconds.optional(),
    TimeoutSecondsPath: path.optional(),
    HeartbeatSeconds: timeoutSeconds.optional(),
  })
  .refine((it) => (it.TimeoutSeconds === undefined) !== (it.TimeoutSecondsPath === undefined), {
    error: 'give one of TimeoutSeconds and TimeoutSecondsPath',
    path: ['TimeoutSeconds'],
  })
  .refine((it) => it.HeartbeatSeconds === undefined || (it.TimeoutSeconds !== undefined && it.HeartbeatSeconds < it.TimeoutSeconds), {
    error: 'must be less than TimeoutSeconds',
    path: ['HeartbeatSeconds'],
  });

const pass = z
  .strictObject({
    Type: z.literal('Pass'),
    ...common,
    ...onward,
    ...result,
    Result: z.unknown().optional(),
    Parameters: template.optional(),
  })
  .refine((it) => it.Result === undefined || Boolean(it.Result), {
    error: 'a Result of false, 0, "" or null is passed over by the interpreter: use Parameters',
    path: ['Result'],
  })
  .refine((it) => it.Result === undefined || it.Parameters === undefined, {
    error: 'stands beside Parameters: give one of them',
    path: ['Result'],
  });

const wait = z
  .strictObject({
    Type: z.literal('Wait'),
    ...common,
    ...onward,
    Timestamp: z.iso.datetime({ offset: true }).optional(),
    TimestampPath: path.optional(),
  })
  .refine((it) => (it.Timestamp === undefined) !== (it.TimestampPath === undefined), {
    error: 'give one of Timestamp and TimestampPath',
  });

const choose = z.strictObject({
  Type: z.literal('Choice'),
  ...common,
  Choices: z.array(choice).min(1),
  Default: stateName.optional(),
});

const succeed = z.strictObject({ Type: z.literal('Succeed'), ...common });

const fail = z
  .strictObject({
    Type: z.literal('Fail'),
    Comment: z.string().optional(),
    Error: z.string().optional(),
    ErrorPath: path.optional(),
    Cause: z.string().optional(),
    CausePath: path.optional(),
  })
  .refine((it) => (it.Error === undefined) !== (it.ErrorPath === undefined), {
    error: 'give one of Error and ErrorPath',
  });

const bucket = { Bucket: z.string() };

const itemReader = z.strictObject({
  Resource: z.string().regex(/^arn:[a-z-]+:states:::s3:getObject$/, 'reads arn:aws:states:::s3:getObject only'),
  ReaderConfig: z.strictObject({ InputType: z.literal('JSONL', { error: 'reads JSONL only' }) }),
  Parameters: z.union([z.strictObject({ ...bucket, Key: z.string() }), z.strictObject({ ...bucket, 'Key.$': template })]),
});

const itemBatcher = z.strictObject({
  MaxItemsPerBatch: z.int().min(1),
  BatchInput: template.optional(),
});

const resultWriter = z.strictObject({
  Resource: z.string().regex(/^arn:[a-z-]+:states:::s3:putObject$/, 'writes arn:aws:states:::s3:putObject only'),
  Parameters: z.union([z.strictObject({ ...bucket, Prefix: z.string() }), z.strictObject({ ...bucket, 'Prefix.$': template })]),
});

/** An interface, so that its type may contain itself. */
export interface States {
  readonly [name: string]: State;
}
const states: z.ZodType<States> = z.lazy(() => z.record(stateName, state) as unknown as z.ZodType<States>);
const graph = { Comment: z.string().optional(), StartAt: stateName, States: states };

const map = z
  .strictObject({
    Type: z.literal('Map'),
    ...common,
    ...onward,
    ...work,
    Label: z.string().optional(),
    ItemsPath: path.optional(),
    ItemSelector: template.optional(),
    MaxConcurrency: z.int().min(0).optional(),
    MaxConcurrencyPath: path.optional(),
    ItemProcessor: z.strictObject({
      ProcessorConfig: z
        .discriminatedUnion('Mode', [
          z.strictObject({ Mode: z.literal('INLINE') }),
          z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.enum(['EXPRESS', 'STANDARD']) }),
        ])
        .default({ Mode: 'INLINE' }),
      ...graph,
    }),
    ItemReader: itemReader.optional(),
    ItemBatcher: itemBatcher.optional(),
    ToleratedFailurePercentage: z.number().min(0).max(100).optional(),
    ToleratedFailureCount: z.int().min(0).optional(),
    ResultWriter: resultWriter.optional(),
  })
  .superRefine((it, check) => {
    if (it.ItemProcessor.ProcessorConfig.Mode === 'DISTRIBUTED') {
      if (it.ItemReader && it.ItemsPath !== undefined)
        check.addIssue({ code: 'custom', path: ['ItemReader'], message: 'stands beside ItemsPath: give one of them' });
      return;
    }
    for (const field of [
      'ItemReader',
      'ItemBatcher',
      'ResultWriter',
      'ToleratedFailurePercentage',
      'ToleratedFailureCount',
      'Label',
    ] as const)
      if (it[field] !== undefined) check.addIssue({ code: 'custom', path: [field], message: 'only a DISTRIBUTED Map has it' });
  });

const parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...common,
  ...onward,
  ...work,
  Parameters: template.optional(),
  Branches: z.array(z.strictObject(graph)).min(1),
});

const state = z
  .discriminatedUnion('Type', [task, pass, wait, choose, succeed, fail, map, parallel], {
    error: 'must be Task, Pass, Wait, Choice, Succeed, Fail, Map or Parallel',
  })
  .refine(
    (it) => it.Type === 'Choice' || it.Type === 'Succeed' || it.Type === 'Fail' || (it.Next === undefined) !== (it.End === undefined),
    {
      error: 'give one of Next and End',
    },
  );

/** What a `*.asl.yml` holds. */
export const definitionSchema = z.strictObject({
  ...graph,
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONPath', { error: 'JSONata does not run here: use JSONPath' }).optional(),
  TimeoutSeconds: timeoutSeconds.optional(),
});

export type TaskState = z.infer<typeof task>;
export type PassState = z.infer<typeof pass>;
export type WaitState = z.infer<typeof wait>;
export type ChoiceState = z.infer<typeof choose>;
export type SucceedState = z.infer<typeof succeed>;
export type FailState = z.infer<typeof fail>;
export type ParallelState = z.infer<typeof parallel>;
export type MapState = z.infer<typeof map>;
export type Retrier = z.infer<typeof retrier>;
export type State = TaskState | PassState | WaitState | ChoiceState | SucceedState | FailState | MapState | ParallelState;
export interface Graph {
  readonly StartAt: string;
  readonly States: States;
}
export type Definition = z.infer<typeof definitionSchema>;

/** Every state that this one may lead to. */
export function targetsOf(state: State): string[] {
  const { Next, Catch, Choices, Default } = state as {
    Next?: string;
    Catch?: { Next: string }[];
    Choices?: { Next: string }[];
    Default?: string;
  };
  return [Next, Default, ...(Catch ?? []).map((it) => it.Next), ...(Choices ?? []).map((it) => it.Next)].filter(
    (target) => target !== undefined,
  );
}
