import { decision } from '../../shared/billing-run.ts';
import { getSeller } from '../../shared/catalog.store.ts';
import { defineRoute } from '../../shared/route.ts';
import { personOf } from '../../shared/signed-in.ts';
import { requireReleaser } from './decision.ts';
import { atOf, bodyOf, runOf } from './people-request.ts';
import { decideRun } from './run-decision.store.ts';

const body = decision.pick({ kind: true, contentHash: true, reason: true, rejected: true, repaired: true });

/**
 * `POST /v1/runs/{runId}/decision`: a releaser of the seller releases, rejects or changes the run, exactly as the
 * hash says it was reviewed. The same again is success.
 */
export const handler = defineRoute(async (request, note) => {
  const by = personOf(request);
  const { sellerId, runId } = runOf(request);
  requireReleaser(await getSeller(sellerId), sellerId, by);
  note({ sellerId, runId });
  return decideRun(sellerId, runId, { ...bodyOf(body, request), by, at: atOf(request) });
});
