/** Backfills through the handlers that a person's commands call. */
import './quiet-log.ts';

import { addToBackfill, decideBackfill, previewBackfill } from '../../local/commands/backfill.ts';
import type { Workspace } from '../../local/workspace.ts';
import { handler as previewStep } from '../../services/pricing/preview-backfill.handler.ts';
import { handler as decideStep } from '../../services/usage-ingestion/decide-backfill.handler.ts';
import { handler as fillBackfill } from '../../services/usage-ingestion/fill-backfill.handler.ts';
import { handler as finishBackfill } from '../../services/usage-ingestion/finish-backfill.handler.ts';
import { handler as openBackfill } from '../../services/usage-ingestion/open-backfill.handler.ts';
import { SELLER } from './catalog.ts';

const BY = 'ops@kranich.example';
/** October in Vienna. */
export const OCTOBER = { from: '2026-09-30T22:00:00Z', until: '2026-10-31T23:00:00Z' };

/** Types all commands of a backfill that replaces the calls of adler in October, and takes it out again. */
export async function typedThroughout(
  { invoke, data }: Pick<Workspace, 'invoke' | 'data'>,
  file: string,
  typing: <Result>(command: () => Promise<Result>) => Promise<Result> = (command) => command(),
): Promise<void> {
  const scope = { ...OCTOBER, replaces: true, customers: ['adler'], types: ['api.calls'] };
  const adding = { id: 're-export', scope, file, mapping: undefined, by: BY };
  await typing(() => addToBackfill({ invoke, data }, SELLER, adding));
  await typing(() => previewBackfill(invoke, SELLER, 're-export'));
  for (const decision of ['apply', 'undo'] as const) await typing(() => decideBackfill(invoke, SELLER, 're-export', { decision, by: BY }));
}

export interface Scope {
  readonly from?: string;
  readonly until?: string;
  readonly customers?: readonly string[];
  readonly types?: readonly string[];
  readonly replaces?: boolean;
}

/** Opens a backfill of October, unless something else is said. */
export function open(backfillId: string, scope: Scope = {}, at = '2026-11-05T12:00:00Z') {
  return openBackfill({ sellerId: SELLER, backfillId, scope: { ...OCTOBER, replaces: false, ...scope }, by: BY, at });
}

/** Puts events into it, as lines of a file. */
export function fill(backfillId: string, ...events: readonly (object | string)[]) {
  const lines = events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n');
  return fillBackfill({ sellerId: SELLER, backfillId, lines, storedAt: '2026-11-05T12:00:00.000Z' });
}

export function finish(backfillId: string) {
  return finishBackfill({ sellerId: SELLER, backfillId });
}

/** All three: what `backfill add` does. */
export async function add(backfillId: string, scope: Scope, ...events: readonly object[]): Promise<void> {
  await open(backfillId, scope);
  await fill(backfillId, ...events);
  await finish(backfillId);
}

export function apply(backfillId: string, at = '2026-11-10T12:00:00Z') {
  return decideStep({ sellerId: SELLER, backfillId, decision: 'apply', by: BY, at });
}

export function undo(backfillId: string, at = '2026-12-10T12:00:00Z') {
  return decideStep({ sellerId: SELLER, backfillId, decision: 'undo', by: BY, at });
}

export function preview(backfillId: string, customerId: string, at = '2026-11-05T12:00:00Z') {
  return previewStep({ sellerId: SELLER, customerId, backfillId, at });
}
