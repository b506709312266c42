/** What an execution went through, from the events that Step Functions keeps for 90 days. */
import {
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  paginateGetExecutionHistory,
  paginateListMapRuns,
  type HistoryEvent,
  type MapRunListItem,
  type SFNClient,
} from '@aws-sdk/client-sfn';

import type { MapCounts, StateVisit } from '../executions.ts';

const ENTERED = /^(?<type>\w+)StateEntered$/;
const EXITED = /^\w+StateExited$/;
/** Events that begin a state's own work, once for each attempt. */
const BEGUN: Readonly<Record<string, readonly string[]>> = {
  Task: ['TaskScheduled', 'LambdaFunctionScheduled', 'ActivityScheduled'],
  Map: ['MapStateStarted'],
  Parallel: ['ParallelStateStarted'],
};

type OpenVisit = { -readonly [Field in keyof StateVisit]: StateVisit[Field] };

/** Every top-level state of a Standard execution, in order. */
export async function readHistory(client: SFNClient, executionArn: string): Promise<StateVisit[]> {
  const { definition } = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  const { States } = JSON.parse(definition!) as { States: Record<string, unknown> };
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client, pageSize: 1_000 }, { executionArn })) {
    events.push(...(page.events ?? []));
  }
  return visitsOf(events, new Set(Object.keys(States)));
}

/**
 * The visits that events in their order tell of.
 *
 * @param topLevel names of the machine's own states: those inside a Map or Parallel are in the same history, and no
 *   name occurs twice in a machine
 */
export function visitsOf(events: readonly HistoryEvent[], topLevel: ReadonlySet<string>): StateVisit[] {
  const visits: OpenVisit[] = [];
  for (const { type = '', timestamp, stateEnteredEventDetails, stateExitedEventDetails } of events) {
    const visit = visits.at(-1);
    const entered = ENTERED.exec(type)?.groups?.['type'];
    if (entered && topLevel.has(stateEnteredEventDetails!.name!)) {
      const { name, input } = stateEnteredEventDetails!;
      visits.push({ state: name!, type: entered, input: valueOf(input), enteredAt: timestamp!, attempts: 0 });
    } else if (visit && EXITED.test(type) && stateExitedEventDetails!.name === visit.state) {
      visit.output = valueOf(stateExitedEventDetails!.output);
      visit.exitedAt = timestamp!;
    } else if (visit && BEGUN[visit.type]?.includes(type)) {
      visit.attempts += 1;
    }
  }
  return visits;
}

/** Counts of the Distributed Map that began last. Its name is the label in the run's ARN, the state's unless set. */
export async function readMapCounts(client: SFNClient, executionArn: string): Promise<MapCounts | undefined> {
  let last: MapRunListItem | undefined;
  for await (const { mapRuns } of paginateListMapRuns({ client }, { executionArn })) {
    for (const run of mapRuns ?? []) if (!last || run.startDate! > last.startDate!) last = run;
  }
  if (!last) return undefined;
  const { itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn: last.mapRunArn }));
  const { total, pending, running, succeeded, failed, timedOut, aborted } = itemCounts!;
  return {
    state: labelOf(last.mapRunArn!),
    total: total!,
    pending: pending!,
    running: running!,
    succeeded: succeeded!,
    failed: failed! + timedOut! + aborted!,
  };
}

/** From `arn:aws:states:<region>:<account>:mapRun:<machine>/<label>:<id>`. */
function labelOf(mapRunArn: string): string {
  return /\/(?<label>[^:]+):[^:]+$/.exec(mapRunArn)?.groups?.['label'] ?? '';
}

function valueOf(json: string | undefined): unknown {
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}
