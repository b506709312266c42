/**
 * Rules about where a state may stand: targets exist, an Express workflow neither waits for people nor runs a
 * Distributed Map, waits that last longer than the process stand where their progress is recorded.
 */
import { type Definition, type Graph, type State, targetsOf } from './state-language.ts';

type Refuse = (path: readonly PropertyKey[], message: string) => void;
type Place = readonly PropertyKey[];

const WAITING = /states:::(lambda:invoke\.waitForTaskToken|states:startExecution\.sync:2)$/;
const SYNC = /states:::aws-sdk:sfn:startSyncExecution$/;
const STARTED = /states:::states:startExecution(\.sync:2)?$/;
const MACHINE_NAME = /:stateMachine:(?:stepbill-local-)?([a-z0-9-]+)$/;

/**
 * @param types of all machines by name
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export function checkPlacement(
  definition: Definition,
  type: 'STANDARD' | 'EXPRESS',
  types: ReadonlyMap<string, 'STANDARD' | 'EXPRESS'>,
  refuse: Refuse,
): void {
  checkGraph(definition, [], true);

  function checkGraph(graph: Graph, place: Place, isTop: boolean): void {
    if (!Object.hasOwn(graph.States, graph.StartAt)) refuse([...place, 'StartAt'], `there is no state ${graph.StartAt}`);
    for (const [name, state] of Object.entries(graph.States)) {
      const here = [...place, 'States', name];
      for (const target of targetsOf(state))
        if (!Object.hasOwn(graph.States, target)) refuse([...here, 'Next'], `there is no state ${target}`);
      checkWaits(state, here, isTop);
      checkStarts(state, here);
      checkNested(state, here, isTop);
    }
  }

  function checkWaits(state: State, here: Place, isTop: boolean): void {
    const isWaiting = state.Type === 'Wait' || (state.Type === 'Task' && WAITING.test(state.Resource));
    if (!isWaiting) return;
    const field = state.Type === 'Wait' ? 'Type' : 'Resource';
    if (type === 'EXPRESS') refuse([...here, field], 'an Express workflow can not wait for this');
    else if (!isTop) refuse([...here, field], 'a wait stands at the top level of a Standard workflow, where it survives a restart');
  }

  function checkStarts(state: State, here: Place): void {
    if (state.Type !== 'Task' || !(SYNC.test(state.Resource) || STARTED.test(state.Resource))) return;
    const { StateMachineArn: arn } = (state.Parameters ?? {}) as { StateMachineArn?: unknown };
    const [, name] = MACHINE_NAME.exec(String(arn)) ?? [];
    if (name === undefined) return;
    const started = types.get(name);
    const field = [...here, 'Parameters', 'StateMachineArn'];
    if (started === undefined) refuse(field, `there is no machine ${name}`);
    else if (SYNC.test(state.Resource) && started !== 'EXPRESS')
      refuse(field, `${name} is Standard; startSyncExecution takes Express only`);
    else if (STARTED.test(state.Resource) && started !== 'STANDARD') refuse(field, `${name} is Express; start it with startSyncExecution`);
  }

  function checkNested(state: State, here: Place, isTop: boolean): void {
    if (state.Type === 'Parallel') state.Branches.forEach((branch, index) => checkGraph(branch, [...here, 'Branches', index], false));
    if (state.Type !== 'Map') return;
    if (state.ItemProcessor.ProcessorConfig.Mode === 'DISTRIBUTED' && (type === 'EXPRESS' || !isTop))
      refuse([...here, 'ItemProcessor', 'ProcessorConfig'], 'a Distributed Map stands at the top level of a Standard workflow');
    checkGraph(state.ItemProcessor, [...here, 'ItemProcessor'], false);
  }
}
