/**
 * One state in the words of the interpreter: a machine that consists of this state and of Tasks standing for the
 * states it may lead to. What the interpreter misreads is rewritten or taken out.
 */
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';

import { contextPath } from './choice-rules.ts';
import { type Retrier, type State, type TaskState, targetsOf } from './state-language.ts';

/** Longest time-out the interpreter's timer can hold (23 days); the true time-outs are ours. */
const INTERPRETER_TIMEOUT_SECONDS = 2_000_000;

/** Stands for the state itself as its own target; longer than a state's name may be. */
export const AGAIN = 'again '.repeat(20);

export interface IsolatedState {
  readonly interpreter: StateMachine;
  /** Where the state may lead; AGAIN is the state itself. */
  readonly targets: readonly string[];
}

/**
 * @param hasWork whether we do its work, as a handler of the interpreter's Task
 * @param scale of a Retry's seconds: 1; tests take less
 */
export function isolateState(name: string, state: State, hasWork: boolean, scale: number): IsolatedState {
  const own = hasWork ? workState(state, scale) : plainState(state);
  const targets = [...new Set(targetsOf(state))].filter((target) => target !== name);
  // A state that leads back to itself would run on inside the interpreter, unrecorded.
  const again = targetsOf(state).includes(name) ? [AGAIN] : [];
  const states: Record<string, unknown> = { [name]: redirected(own, name) };
  for (const target of [...targets, ...again]) states[target] = { Type: 'Task', Resource: 'reached', End: true };
  const definition = { StartAt: name, States: states } as StateMachineDefinition;
  const interpreter = new StateMachine(definition, { validationOptions: { noValidate: true } });
  return { interpreter, targets: [...targets, ...again] };
}

function redirected(state: object, name: string): unknown {
  return JSON.parse(JSON.stringify(state), (key: string, value: unknown) =>
    (key === 'Next' || key === 'Default') && value === name ? AGAIN : value,
  ) as unknown;
}

function workState(state: State, scale: number): object {
  const { Next, Retry, Catch } = state as Partial<TaskState>;
  return {
    Type: 'Task',
    Resource: 'handled here',
    TimeoutSeconds: INTERPRETER_TIMEOUT_SECONDS,
    ...paths(state),
    ...(Retry === undefined ? {} : { Retry: Retry.map((retrier) => scaled(retrier, scale)) }),
    ...(Catch === undefined ? {} : { Catch: Catch.map(({ ResultPath, ...rest }) => ({ ...rest, ...resultPath(ResultPath) })) }),
    ...(Next === undefined ? { End: true } : { Next }),
  };
}

function plainState(state: State): object {
  switch (state.Type) {
    case 'Choice':
      return {
        Type: 'Choice',
        Choices: state.Choices,
        ...(state.Default === undefined ? {} : { Default: state.Default }),
        ...paths(state),
      };
    case 'Fail':
      return {
        ...state,
        ...(state.ErrorPath === undefined ? {} : { ErrorPath: contextPath(state.ErrorPath) }),
        ...(state.CausePath === undefined ? {} : { CausePath: contextPath(state.CausePath) }),
      };
    default:
      return { Type: state.Type, ...paths(state) };
  }
}

function paths(state: {
  Type?: string;
  InputPath?: string | null | undefined;
  OutputPath?: string | null | undefined;
  ResultPath?: string | null | undefined;
}): object {
  return { ...ioPath('InputPath', state.InputPath), ...ioPath('OutputPath', state.OutputPath), ...resultPath(state.ResultPath) };
}

/** `$` is the default, and the one path the interpreter can't follow into null. */
function ioPath(field: string, path: string | null | undefined): object {
  if (path === undefined || path === '$') return {};
  return { [field]: path === null ? null : contextPath(path) };
}

/** The interpreter would put the result under a field named `$`. */
function resultPath(path: string | null | undefined): object {
  return path === undefined || path === '$' ? {} : { ResultPath: path };
}

function scaled(retrier: Retrier, scale: number): Retrier {
  const { IntervalSeconds, MaxDelaySeconds } = retrier;
  const delay = MaxDelaySeconds === undefined ? {} : { MaxDelaySeconds: MaxDelaySeconds * scale };
  return { ...retrier, IntervalSeconds: IntervalSeconds * scale, ...delay };
}
