/** A parsed state machine definition as the lint sees it: each state with the graph it stands in. */

export interface Fields {
  readonly [field: string]: unknown;
}

export interface Retrier extends Fields {
  readonly ErrorEquals?: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

export interface Catcher extends Fields {
  readonly ErrorEquals?: readonly string[];
  readonly Next?: string;
  readonly ResultPath?: string | null;
}

export interface State extends Fields {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Resource?: string;
  readonly Parameters?: Fields;
  readonly TimeoutSeconds?: number;
  readonly HeartbeatSeconds?: number;
  readonly ResultPath?: string | null;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly Fields[];
  readonly Branches?: readonly Graph[];
  readonly ItemProcessor?: Graph;
}

export interface Graph extends Fields {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
  readonly ProcessorConfig?: Fields;
}

/** How the executions of a graph run; a Distributed Map begins executions of their own kind. */
export type ExecutionType = 'STANDARD' | 'EXPRESS';

/** A graph and where it stands. */
export interface GraphVisit {
  readonly path: readonly string[];
  readonly graph: Graph;
  readonly type: ExecutionType;
}

/** A state, where it stands, and the graph around it. */
export interface StateVisit extends GraphVisit {
  readonly name: string;
  readonly state: State;
}

/** Every graph of a machine: itself, and those inside its maps and branches. */
export function graphsOf(graph: Graph, type: ExecutionType, path: readonly string[] = []): GraphVisit[] {
  const inner = Object.entries(graph.States).flatMap(([name, state]) => {
    const { ItemProcessor, Branches = [] } = state;
    const below = [...path, name];
    const mapped = ItemProcessor ? graphsOf(ItemProcessor, typeOf(ItemProcessor, type), below) : [];
    return [...mapped, ...Branches.flatMap((branch) => graphsOf(branch, type, below))];
  });
  return [{ path, graph, type }, ...inner];
}

/** Every state of a graph. */
export function statesOf(visit: GraphVisit): StateVisit[] {
  return Object.entries(visit.graph.States).map(([name, state]) => ({ ...visit, path: [...visit.path, name], name, state }));
}

/** Names of the states that may come after a state. */
export function nextOf(state: State): string[] {
  const targets = [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map((rule) => rule['Next']),
    ...(state.Catch ?? []).map(({ Next }) => Next),
  ];
  return targets.filter((target) => typeof target === 'string');
}

/** Every value of a template with its field, however deep. */
export function leavesOf(value: unknown, field = ''): [field: string, value: unknown][] {
  if (Array.isArray(value)) return value.flatMap((member: unknown) => leavesOf(member, field));
  if (typeof value !== 'object' || value === null) return [[field, value]];
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, name));
}

function typeOf(processor: Graph, around: ExecutionType): ExecutionType {
  const { Mode, ExecutionType } = processor.ProcessorConfig ?? {};
  if (Mode !== 'DISTRIBUTED') return around;
  return ExecutionType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD';
}
