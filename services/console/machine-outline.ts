import type { Graph, State } from '../../shared/asl-walk.ts';
import { longestWay } from '../../shared/machine-layout.ts';

/**
 * A machine as people look at it: of the steps inside its maps those that do something, since where an item ends there
 * says nothing; what stands beside the way to success is a box, whatever it holds.
 *
 * @param definition as it is deployed
 */
export function outlineOf(definition: Graph): Graph {
  const spine = new Set(longestWay(definition));
  return withStates(definition, (name, state) => {
    const { ItemProcessor, ...rest } = state;
    if (!ItemProcessor) return state;
    return spine.has(name) ? { ...rest, ItemProcessor: ofSteps(itemGraph(ItemProcessor)) } : { ...rest, Type: 'Task' };
  });
}

/** The graph that each item goes through: that of the map inside a batch, where items come in batches. */
function itemGraph(processor: Graph): Graph {
  return processor.States[processor.StartAt]?.ItemProcessor ?? processor;
}

function ofSteps(graph: Graph): Graph {
  const isStep = (name: string): boolean => graph.States[name]?.Type === 'Task';
  const States = Object.fromEntries(
    Object.entries(graph.States)
      .filter(([name]) => isStep(name))
      .map(([name, state]) => [name, onlyTo(state, isStep)]),
  );
  return { StartAt: graph.StartAt, States };
}

function onlyTo(state: State, isKept: (name: string) => boolean): State {
  const { Next, Catch = [], ...rest } = state;
  const onward = Next !== undefined && isKept(Next) ? { Next } : { End: true };
  return { ...rest, ...onward, Catch: Catch.filter((catcher) => catcher.Next !== undefined && isKept(catcher.Next)) };
}

function withStates(graph: Graph, change: (name: string, state: State) => State): Graph {
  return { ...graph, States: Object.fromEntries(Object.entries(graph.States).map(([name, state]) => [name, change(name, state)])) };
}
