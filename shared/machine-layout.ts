/**
 * Where the states of a machine stand in its drawing: the way to success straight down, other states beside where
 * they are reached from, maps around their steps.
 */
import { nextOf, type Graph, type State } from './asl-walk.ts';
import { isWithin, lanesOf, passingOf, type Passing } from './machine-lanes.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Shape = 'task' | 'workflow' | 'person' | 'choice' | 'map' | 'end';

export interface Node extends Box {
  readonly name: string;
  readonly shape: Shape;
  /** What stands at the right of a map's name. */
  readonly note?: string;
}

export interface Edge {
  /** Corners of the line, the last one its tip. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Taken only when the state failed. */
  readonly isFailure: boolean;
  /** The states it leads from and to; absent where several ways share a line. */
  readonly way?: { readonly from: string; readonly to: string };
  /** Its own part, where the rest of it lies on a line to the same state. */
  readonly branch?: Edge['points'];
  /** It joins another line instead of ending at a state. */
  readonly isJoined?: boolean;
}

export interface Layout {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly right: number;
  readonly bottom: number;
}

/** How far apart things stand in a drawing. */
export interface Measures {
  /** Between states of the spine, and between those inside a map. */
  readonly gap: number;
  readonly innerGap: number;
  /** Between the spine and the states beside it, and how wide those are. */
  readonly sideGap: number;
  readonly sideWidth: number;
  readonly innerSideWidth: number;
  /** Inside a map: around its steps, and above them for its name. */
  readonly padding: number;
  readonly header: number;
  /** Between ways that pass states by. */
  readonly lane: number;
  /** Where states stand that are beside a step inside a map: if given, outside of the map, at this x. */
  readonly outside?: number;
}

/** Those of the drawings in docs/. */
const ROOMY: Measures = {
  gap: 20,
  innerGap: 20,
  sideGap: 46,
  sideWidth: 148,
  innerSideWidth: 134,
  padding: 14,
  header: 34,
  lane: 12,
};

/** Where a graph is drawn: its spine, and how tall and far apart its states are. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly isInner: boolean;
  readonly by: Measures;
}

interface Way {
  readonly from: string;
  readonly to: string;
  readonly isFailure: boolean;
}

/** @param frame where the spine begins, and its width */
export function layoutOf(
  graph: Graph,
  frame: { readonly x: number; readonly y: number; readonly width: number },
  by: Measures = ROOMY,
): Layout {
  return layGraph(graph, { ...frame, isInner: false, by });
}

function layGraph(graph: Graph, frame: Frame): Layout {
  const spine = longestWay(graph) ?? [];
  const ways = waysOf(graph);
  const nodes = new Map<string, Node>();
  const inside: Layout[] = [];
  let { y } = frame;
  for (const name of spine) {
    const { node, inner } = layState(name, graph.States[name]!, { ...frame, y });
    nodes.set(name, node);
    if (inner) inside.push(inner);
    y = node.y + node.height + (frame.isInner ? frame.by.innerGap : frame.by.gap);
  }
  const sides = laySides(graph, spine, ways, nodes, frame);
  const bus = busOf(ways, spine, sides);
  const passing = passingOf(ways, spine, nodes);
  const lanes = lanesOf(passing);
  const single = ways
    .filter((way) => !bus.includes(way))
    .map((way) => ({ ...layWay(way, { spine, nodes, passing, lanes, frame }), way: { from: way.from, to: way.to } }));
  const edges = [...single, ...layBus(bus, nodes, frame)];
  const boxes = [...nodes.values()];
  return {
    nodes: [...boxes, ...inside.flatMap((inner) => inner.nodes)],
    edges: [...edges, ...inside.flatMap((inner) => inner.edges)],
    right: Math.max(...boxes.map(({ x, width }) => x + width)) + (sides.length > 0 ? frame.by.lane : 0),
    bottom: Math.max(...boxes.map((box) => box.y + box.height)),
  };
}

/** The way to an end that passes the most states; of equals the one named first. */
export function longestWay(graph: Graph, name = graph.StartAt, passed: ReadonlySet<string> = new Set()): string[] | undefined {
  const state = graph.States[name];
  if (!state || passed.has(name)) return undefined;
  const targets = [...(state.Choices ?? []).map((rule) => String(rule['Next'])), state.Default, state.Next].filter(
    (to) => to !== undefined,
  );
  if (targets.length === 0) return [name];
  const ways = targets.map((to) => longestWay(graph, to, new Set([...passed, name]))).filter((way) => way !== undefined);
  if (ways.length === 0) return undefined;
  return [name, ...ways.reduce((best, way) => (way.length > best.length ? way : best))];
}

function waysOf(graph: Graph): Way[] {
  const ways = new Map<string, Way>();
  for (const [from, state] of Object.entries(graph.States)) {
    const failures = new Set((state.Catch ?? []).map(({ Next }) => Next));
    const onward = new Set(nextOf({ ...state, Catch: [] }));
    for (const to of nextOf(state)) ways.set(`${from} ${to}`, { from, to, isFailure: failures.has(to) && !onward.has(to) });
  }
  return [...ways.values()];
}

function layState(name: string, state: State, { x, y, width, isInner, by }: Frame): { node: Node; inner?: Layout } {
  const shape = shapeOf(state);
  if (shape !== 'map' || !state.ItemProcessor) return { node: { name, shape, x, y, width, height: heightOf(shape, isInner) } };
  const { graph, note } = stepsOf(state);
  const inner = layGraph(graph, { x: x + by.padding, y: y + by.header, width: width - 2 * by.padding, isInner: true, by });
  const right = by.outside === undefined ? Math.max(x + width, inner.right + by.padding) : x + width;
  return { node: { name, shape, x, y, width: right - x, height: inner.bottom + by.padding - y, note }, inner };
}

/** The steps for each item; the map inside a batch, and the Pass after it, are left out. */
function stepsOf(state: State): { graph: Graph; note: string } {
  const outer = state.ItemProcessor!;
  const first = outer.States[outer.StartAt];
  const batch = (state['ItemBatcher'] ?? {}) as { MaxItemsPerBatch?: number };
  const isBatch = batch.MaxItemsPerBatch !== undefined && first?.ItemProcessor !== undefined;
  return isBatch ? { graph: first.ItemProcessor, note: `in batches of ${batch.MaxItemsPerBatch}` } : { graph: outer, note: 'each' };
}

function laySides(graph: Graph, spine: readonly string[], ways: readonly Way[], nodes: Map<string, Node>, frame: Frame): string[] {
  const sides = Object.keys(graph.States).filter((name) => !spine.includes(name));
  const { by } = frame;
  const x = sideX(frame);
  const width = frame.isInner ? by.innerSideWidth : by.sideWidth;
  const placed = sides.map((name) => ({ name, source: sourceOf(name, spine, ways) }));
  placed.sort((a, b) => spine.indexOf(a.source) - spine.indexOf(b.source));
  let free = frame.y;
  for (const { name, source } of placed) {
    const { node } = layState(name, graph.States[name]!, { ...frame, x, y: 0, width });
    const level = nodes.get(source);
    const wanted = level ? level.y + level.height / 2 - node.height / 2 : free;
    const y = Math.max(wanted, free);
    nodes.set(name, { ...node, y });
    free = y + node.height + by.gap / 2;
  }
  return placed.map(({ name }) => name);
}

/** The state of the spine that a side state stands beside: one that decides for it, or else the first that fails into it. */
function sourceOf(side: string, spine: readonly string[], ways: readonly Way[]): string {
  const sources = ways.filter(({ from, to }) => to === side && spine.includes(from));
  return (sources.find(({ isFailure }) => !isFailure) ?? sources[0])?.from ?? spine[0] ?? '';
}

/** Failures of several steps that lead to the same several states: drawn as one line with branches. */
function busOf(ways: readonly Way[], spine: readonly string[], sides: readonly string[]): Way[] {
  const failures = ways.filter(({ from, to, isFailure }) => isFailure && spine.includes(from) && sides.includes(to));
  const sources = new Set(failures.map(({ from }) => from));
  const targets = new Set(failures.map(({ to }) => to));
  const isEach = failures.length === sources.size * targets.size;
  return isEach && sources.size > 1 && targets.size > 1 ? failures : [];
}

function layBus(ways: readonly Way[], nodes: ReadonlyMap<string, Node>, frame: Frame): Edge[] {
  if (ways.length === 0) return [];
  const x = busX(frame);
  const sources = [...new Set(ways.map(({ from }) => nodes.get(from)!))];
  const targets = [...new Set(ways.map(({ to }) => nodes.get(to)!))];
  const heights = [...sources, ...targets].map(middleOf);
  const [top, bottom] = [Math.min(...heights), Math.max(...heights)];
  const last = sources.find((node) => middleOf(node) === bottom);
  return [
    ...sources
      .filter((node) => node !== last)
      .map((node) => ({ ...line(true, [node.x + node.width, middleOf(node)], [x, middleOf(node)]), isJoined: true })),
    ...(last ? [{ ...line(true, [last.x + last.width, bottom], [x, bottom], [x, top]), isJoined: true }] : []),
    ...targets.map((node) => {
      const isLast = !last && middleOf(node) === bottom;
      return line(true, ...(isLast ? [[x, top] satisfies [number, number]] : []), [x, middleOf(node)], [node.x, middleOf(node)]);
    }),
  ];
}

interface Scene {
  readonly spine: readonly string[];
  readonly passing: readonly Passing[];
  readonly nodes: ReadonlyMap<string, Node>;
  readonly lanes: ReadonlyMap<string, number>;
  readonly frame: Frame;
}

function layWay({ from, to, isFailure }: Way, { spine, nodes, passing, lanes, frame }: Scene): Edge {
  const [a, b] = [nodes.get(from)!, nodes.get(to)!];
  const [start, end] = [spine.indexOf(from), spine.indexOf(to)];
  const axis = frame.x + frame.width / 2;
  if (start >= 0 && end === start + 1) return line(isFailure, [axis, bottomOf(a)], [axis, b.y]);
  if (start >= 0 && end >= 0) {
    const x = frame.x - frame.by.lane * lanes.get(to)!;
    const enter = entryOf(b, frame.by);
    const whole = line(isFailure, [a.x, middleOf(a)], [x, middleOf(a)], [x, enter], [b.x, enter]);
    return isWithin({ to, start, end }, passing)
      ? { ...whole, branch: line(isFailure, [a.x, middleOf(a)], [x, middleOf(a)]).points }
      : whole;
  }
  if (start >= 0) {
    const bus = busX(frame);
    const right = a.x + a.width;
    if (middleOf(a) === middleOf(b) || right > bus) return line(isFailure, [right, middleOf(a)], [b.x, middleOf(b)]);
    return line(isFailure, [right, middleOf(a)], [bus, middleOf(a)], [bus, middleOf(b)], [b.x, middleOf(b)]);
  }
  return backToSpine(isFailure, a, b, frame.by);
}

/** From a side state to its target: straight into it if it lies above or below, else round the right of the side states. */
function backToSpine(isFailure: boolean, a: Node, b: Node, { lane: apart }: Measures): Edge {
  const axis = a.x + a.width / 2;
  if (b.x < axis && axis < b.x + b.width) {
    return b.y < a.y ? line(isFailure, [axis, a.y], [axis, bottomOf(b)]) : line(isFailure, [axis, bottomOf(a)], [axis, b.y]);
  }
  const lane = a.x + a.width + apart;
  return line(isFailure, [a.x + a.width, middleOf(a)], [lane, middleOf(a)], [lane, middleOf(b)], [b.x + b.width, middleOf(b)]);
}

function line(isFailure: boolean, ...points: [number, number][]): Edge {
  return { isFailure, points };
}

function middleOf(box: Box): number {
  return box.y + box.height / 2;
}

function bottomOf(box: Box): number {
  return box.y + box.height;
}

/** Height at which a way from the left meets a state: in a map the height of its name. */
function entryOf(node: Node, { header }: Measures): number {
  return node.shape === 'map' ? node.y + header / 2 : middleOf(node);
}

/** Left edge of the states beside a spine, and the line between the two that ways to several of them share. */
function sideX({ x, width, isInner, by }: Frame): number {
  return isInner && by.outside !== undefined ? by.outside : x + width + by.sideGap;
}

function busX(frame: Frame): number {
  return sideX(frame) - frame.by.sideGap / 2;
}

function shapeOf({ Type, Resource = '' }: State): Shape {
  if (Type === 'Choice') return 'choice';
  if (Type === 'Succeed' || Type === 'Fail' || Type === 'Pass') return 'end';
  if (Type === 'Map' || Type === 'Parallel') return 'map';
  if (Resource.endsWith('.waitForTaskToken')) return 'person';
  return /:(states|aws-sdk:sfn):start/.test(Resource) ? 'workflow' : 'task';
}

function heightOf(shape: Shape, isInner: boolean): number {
  if (shape === 'choice') return 28;
  if (shape === 'end') return 26;
  return isInner ? 30 : 34;
}
