import { z } from 'zod';
import type { Manifest } from '../../shared/billing-run.ts';
import { plainDate } from '../../shared/period.ts';
import type { Problem } from './verify-problem.ts';
import { someOf } from './verify-problem.ts';

/** What a manifest says, beside its own schema. */
export const manifestText = z.object({
  schema: z.literal(1),
  sellerId: z.string(),
  runId: z.string(),
  month: z.string(),
  previousHash: z.string().nullable(),
  auditHash: z.string().optional(),
  documents: z.array(
    z.object({ number: z.string(), issueDate: plainDate.optional(), hash: z.string().optional(), isVoid: z.boolean().optional() }),
  ),
});

/** A run that is closed, with what it issued. */
export interface ClosedRun {
  readonly sellerId: string;
  readonly runId: string;
  readonly month: string;
  readonly manifest: Manifest | undefined;
  /** Its documents by number: hash, and whether it is a VOID document. */
  readonly documents: ReadonlyMap<string, { readonly hash: string | undefined; readonly isVoid: boolean }>;
}

/** A manifest in the archive: its hash, and what it says unless it can't be read. */
export interface ManifestFile {
  readonly hash: string;
  readonly says: z.output<typeof manifestText> | undefined;
}

/**
 * Whether every closed run has its manifest as it was closed with, listing exactly its documents, and whether all of
 * them are one chain from the latest back to the first, without fork and without omission.
 *
 * @param latest hash that the seller's record of its latest manifest has
 * @param fileOf the manifest of a run in the archive
 */
export function manifestProblems(
  latest: string | null,
  runs: readonly ClosedRun[],
  fileOf: (runId: string) => ManifestFile | undefined,
): Problem[] {
  return [...chainProblems(latest, runs), ...runs.flatMap((run) => fileProblems(run, fileOf(run.runId)))];
}

function chainProblems(latest: string | null, runs: readonly ClosedRun[]): Problem[] {
  const problems: Problem[] = [];
  const byHash = new Map(runs.flatMap((run) => (run.manifest ? [[run.manifest.hash, run] as const] : [])));
  const followers = new Map<string | null, string[]>();
  for (const { runId, manifest } of runs) {
    if (!manifest) problems.push({ where: runId, what: 'is closed without a manifest', right: 'the hash of its manifest' });
    else followers.set(manifest.previousHash, [...(followers.get(manifest.previousHash) ?? []), runId]);
  }
  for (const [hash, names] of followers) {
    if (names.length === 1) continue;
    const what = `the manifests of ${someOf(names)} ${hash === null ? 'are all the first' : `all follow ${byHash.get(hash)?.runId ?? hash}`}`;
    problems.push({ where: 'Manifests', what, right: 'one after the other' });
  }

  const reached = new Set<string>();
  let expected = latest;
  let from = 'the record of the latest manifest';
  while (expected !== null) {
    const run = byHash.get(expected);
    if (!run?.manifest) {
      problems.push({
        where: 'Manifests',
        what: `${from} names ${expected}, which no run was closed with`,
        right: 'the manifest before it',
      });
      break;
    }
    if (reached.has(run.runId)) break;
    reached.add(run.runId);
    from = `the manifest of ${run.runId}`;
    expected = run.manifest.previousHash;
  }
  const left = runs.filter(({ runId, manifest }) => manifest && !reached.has(runId)).map(({ runId }) => runId);
  if (left.length > 0) {
    const what = `the chain from the latest back to the first leaves out ${someOf(left)}`;
    problems.push({ where: 'Manifests', what, right: `all ${runs.length} closed runs` });
  }
  return problems;
}

function fileProblems(run: ClosedRun, file: ManifestFile | undefined): Problem[] {
  const { sellerId, runId, month, manifest, documents } = run;
  if (!manifest) return [];
  const where = runId;
  const key = `${sellerId}/manifests/${runId}.json`;
  if (!file) return [{ where, what: `${key} is gone from the archive`, right: `the manifest with hash ${manifest.hash}` }];
  if (file.hash !== manifest.hash)
    return [{ where, what: `${key} is not the manifest it was closed with: its hash is ${file.hash}`, right: manifest.hash }];
  if (!file.says) return [{ where, what: `${key} can't be read as a manifest`, right: 'numbers and hashes of the run' }];

  const { says } = file;
  const problems: Problem[] = [];
  const facts = { sellerId, runId, month, previousHash: manifest.previousHash, auditHash: manifest.auditHash };
  for (const name of ['sellerId', 'runId', 'month', 'previousHash', 'auditHash'] as const) {
    if (says[name] !== facts[name])
      problems.push({ where, what: `its manifest says ${name} ${says[name]}, and the run ${facts[name]}`, right: 'the same' });
  }
  const listed = new Map(says.documents.map((it) => [it.number, it]));
  const twice = says.documents.length - listed.size;
  if (twice > 0) problems.push({ where, what: `its manifest lists ${twice} numbers twice`, right: 'each number once' });
  const unlisted = [...documents.keys()].filter((number) => !listed.has(number));
  if (unlisted.length > 0)
    problems.push({ where, what: `its manifest does not list ${someOf(unlisted)}`, right: 'every number of the run' });
  const foreign = [...listed.keys()].filter((number) => !documents.has(number));
  if (foreign.length > 0)
    problems.push({
      where,
      what: `its manifest lists ${someOf(foreign)}, which the run did not issue`,
      right: 'the numbers of the run alone',
    });
  for (const [number, { hash, isVoid }] of documents) {
    const it = listed.get(number);
    if (it && (it.hash !== hash || (it.isVoid ?? false) !== isVoid))
      problems.push({
        where: number,
        what: hash === undefined ? 'is not issued' : `was issued as ${hash}`,
        right: `${it.hash}, which the manifest of ${runId} lists`,
      });
  }
  return problems;
}
