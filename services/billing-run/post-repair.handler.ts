import { getSeller } from '../../shared/catalog.store.ts';
import { defineRoute } from '../../shared/route.ts';
import { personOf } from '../../shared/signed-in.ts';
import { requireReleaser } from './decision.ts';
import { atOf, bodyOf, runOf } from './people-request.ts';
import { decideRepair } from './repair.store.ts';
import { wantedRepair } from './repair.ts';
import { documentsOf } from './run-documents.store.ts';

/**
 * `POST /v1/runs/{runId}/repair`: a releaser of the seller has missing documents made again, or numbers made void. The
 * same again is success.
 */
export const handler = defineRoute(async (request, note) => {
  const by = personOf(request);
  const { sellerId, runId } = runOf(request);
  requireReleaser(await getSeller(sellerId), sellerId, by);
  note({ sellerId, runId });
  const wanted = bodyOf(wantedRepair, request);
  await decideRepair(sellerId, runId, { ...wanted, by, at: atOf(request) }, documentsOf);
  return { runId, kind: wanted.kind };
});
