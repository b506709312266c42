/**
 * Makes a loaded definition runnable: checks it against the allow-list and rewrites each state into a small machine
 * of the interpreter. The interpreter keeps what it does well (Choice, Retry with back-off and jitter, Catch,
 * input, result and output paths); work (calls, maps, waits, templates) is handed back to us as a Task with a
 * handler. So no Task ever reaches real AWS, and the runner can record each transition before the next state begins.
 */
import { type IsolatedState, isolateState } from './interpreter-state.ts';
import { MachineError, fault, faultsOf } from './machine-faults.ts';
import { type Template, readExpression, readTemplate } from './payload-template.ts';
import type { Scene } from './reference-path.ts';
import { runtimeError } from './state-error.ts';
import { checkPlacement } from './state-placement.ts';
import {
  type Graph,
  type MapState,
  type ParallelState,
  type State,
  type TaskState,
  type WaitState,
  definitionSchema,
  timeoutSeconds,
} from './state-language.ts';
import { type Task, TaskFault, readTask } from './task-resource.ts';

/** A machine as its file declares it. */
export interface MachineFile {
  /** Base name of the YAML file, `billing-run`. */
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** The definition with every variable resolved. */
  readonly definition: unknown;
  /** Where it was read, for messages. */
  readonly file: string;
}

export interface Machine {
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly timeoutSeconds?: number;
  readonly graph: CompiledGraph;
}

export interface CompiledGraph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, CompiledState>;
}

export interface CompiledState extends IsolatedState {
  readonly name: string;
  readonly type: State['Type'];
  /** What the state does, if it does something. */
  readonly work?: Work;
}

export type Work = TaskWork | PassWork | WaitWork | MapWork | ParallelWork;
export interface TaskWork {
  readonly kind: 'task';
  readonly task: Task;
  readonly resultSelector?: Template;
  /** @throws {StateError} States.Runtime if the input names no such number */
  readonly timeoutSeconds: (scene: Scene) => number;
  readonly heartbeatSeconds?: number;
}
export interface PassWork {
  readonly kind: 'pass';
  readonly value?: Template;
}
export interface WaitWork {
  readonly kind: 'wait';
  readonly until: Template;
}
export interface MapWork {
  readonly kind: 'map';
  readonly state: MapState;
  readonly graph: CompiledGraph;
  readonly items: Template;
  readonly itemSelector?: Template;
  readonly batchInput?: Template;
  readonly maxConcurrency: Template;
  readonly resultSelector?: Template;
}
export interface ParallelWork {
  readonly kind: 'parallel';
  readonly parameters?: Template;
  readonly branches: readonly CompiledGraph[];
  readonly resultSelector?: Template;
}

/**
 * @param machines every machine that may start or be started; they are checked against each other
 * @param millisecondsPerSecond length of a Retry's second: 1,000; tests take less
 * @throws {MachineError} naming each fault, if a machine asks for anything that would not run as on AWS
 */
export function compileMachines(machines: readonly MachineFile[], millisecondsPerSecond = 1_000): Map<string, Machine> {
  const faults: string[] = [];
  const compiled = new Map<string, Machine>();
  const types = new Map(machines.map((machine) => [machine.name, machine.type]));
  for (const { name, type, definition, file } of machines) {
    const parsed = definitionSchema.safeParse(definition);
    if (!parsed.success) {
      faults.push(...parsed.error.issues.flatMap((issue) => faultsOf(name, issue)));
      continue;
    }
    const before = faults.length;
    const refuse = (path: readonly PropertyKey[], message: string): void => {
      faults.push(fault(name, path, message));
    };
    checkPlacement(parsed.data, type, types, refuse);
    const compiler = new Compiler(millisecondsPerSecond / 1_000, refuse);
    const graph = compiler.graph(parsed.data, []);
    if (faults.length > before) continue;
    if (compiled.has(name)) faults.push(`${name}: declared twice, again in ${file}`);
    const { TimeoutSeconds: timeoutSeconds } = parsed.data;
    compiled.set(name, { name, type, graph, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) });
  }
  if (faults.length > 0) throw new MachineError(`These machines would not run as on AWS:\n${faults.join('\n')}`);
  return compiled;
}

type Refuse = (path: readonly PropertyKey[], message: string) => void;

class Compiler {
  readonly #scale: number;
  readonly #refuse: Refuse;

  constructor(scale: number, refuse: Refuse) {
    this.#scale = scale;
    this.#refuse = refuse;
  }

  graph(graph: Graph, place: readonly PropertyKey[]): CompiledGraph {
    const states = new Map<string, CompiledState>();
    for (const [name, state] of Object.entries(graph.States)) {
      const work = this.#work(state, [...place, 'States', name]);
      const isolated = isolateState(name, state, work !== undefined, this.#scale);
      states.set(name, { name, type: state.Type, ...isolated, ...(work ? { work } : {}) });
    }
    return { startAt: graph.StartAt, states };
  }

  #work(state: State, place: readonly PropertyKey[]): Work | undefined {
    switch (state.Type) {
      case 'Task':
        return this.#task(state, place);
      case 'Pass':
        if (state.Parameters !== undefined) return { kind: 'pass', value: readTemplate(state.Parameters) };
        return state.Result === undefined ? { kind: 'pass' } : { kind: 'pass', value: () => structuredClone(state.Result) };
      case 'Wait':
        return { kind: 'wait', until: instant(state) };
      case 'Map':
        return this.#map(state, place);
      case 'Parallel':
        return this.#parallel(state, place);
      default:
        return undefined;
    }
  }

  #task(state: TaskState, place: readonly PropertyKey[]): TaskWork | undefined {
    try {
      return {
        kind: 'task',
        task: readTask(state),
        timeoutSeconds: timeout(state),
        ...selector(state),
        ...(state.HeartbeatSeconds === undefined ? {} : { heartbeatSeconds: state.HeartbeatSeconds }),
      };
    } catch (error) {
      if (!(error instanceof TaskFault)) throw error;
      this.#refuse([...place, error.field], error.message);
      return undefined;
    }
  }

  #map(state: MapState, place: readonly PropertyKey[]): MapWork {
    const { ItemSelector, ItemBatcher, MaxConcurrencyPath, MaxConcurrency = 0 } = state;
    return {
      kind: 'map',
      state,
      graph: this.graph(state.ItemProcessor, [...place, 'ItemProcessor']),
      items: readExpression(state.ItemsPath ?? '$'),
      maxConcurrency: MaxConcurrencyPath === undefined ? () => MaxConcurrency : readExpression(MaxConcurrencyPath),
      ...(ItemSelector === undefined ? {} : { itemSelector: readTemplate(ItemSelector) }),
      ...(ItemBatcher?.BatchInput === undefined ? {} : { batchInput: readTemplate(ItemBatcher.BatchInput) }),
      ...selector(state),
    };
  }

  #parallel(state: ParallelState, place: readonly PropertyKey[]): ParallelWork {
    return {
      kind: 'parallel',
      branches: state.Branches.map((branch, index) => this.graph(branch, [...place, 'Branches', index])),
      ...(state.Parameters === undefined ? {} : { parameters: readTemplate(state.Parameters) }),
      ...selector(state),
    };
  }
}

function selector(state: { ResultSelector?: unknown }): { resultSelector?: Template } {
  return state.ResultSelector === undefined ? {} : { resultSelector: readTemplate(state.ResultSelector) };
}

function instant(state: WaitState): Template {
  return state.TimestampPath === undefined ? () => state.Timestamp : readExpression(state.TimestampPath);
}

function timeout({ TimeoutSeconds = 0, TimeoutSecondsPath: at }: TaskState): TaskWork['timeoutSeconds'] {
  if (at === undefined) return () => TimeoutSeconds;
  const seconds = readExpression(at);
  return (scene) => {
    const read = timeoutSeconds.safeParse(seconds(scene));
    if (!read.success) throw runtimeError(`The TimeoutSecondsPath '${at}' is no whole number of seconds from 1 to 99,999,999.`);
    return read.data;
  };
}
