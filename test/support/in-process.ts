import { handler as backfillUsage } from '../../services/usage-ingestion/backfill-usage.handler.ts';
import { handler as dismissQuarantined } from '../../services/usage-ingestion/dismiss-quarantined.handler.ts';
import { handler as replayQuarantined } from '../../services/usage-ingestion/replay-quarantined.handler.ts';
import type { Invoke } from '../../local/runner/scope.ts';

const HANDLERS: Readonly<Record<string, (input: unknown) => Promise<unknown>>> = {
  'usage-ingestion/backfill-usage': backfillUsage,
  'usage-ingestion/replay-quarantined': replayQuarantined,
  'usage-ingestion/dismiss-quarantined': dismissQuarantined,
};

/** Calls the functions of ingestion in this process, with their input and output as JSON, as workers do. */
export const ingestionInProcess: Invoke = async (name, payload) => JSON.stringify(await HANDLERS[name]!(JSON.parse(payload)));
