import type { Manifest } from '../../shared/billing-run.ts';
import { manifestKey } from '../../shared/manifest-key.ts';
import type { ManifestText } from './manifest-text.ts';
import type { Problem } from '../../shared/finding.ts';
import { someOf } from './verify-problem.ts';

/** A run or a day that is closed, with what it issued. */
export interface Closed {
  readonly kind: 'run' | 'day';
  readonly sellerId: string;
  /** What it is called: the run by its id, the day by its date. */
  readonly name: string;
  /** What stands for it in the key of its manifest. */
  readonly keyName: string;
  /** What its manifest is to say of it, beside hashes and documents. */
  readonly facts: Readonly<Record<string, string>>;
  readonly manifest: Manifest | undefined;
  /** Its documents by number: hash, and whether it is a VOID document. */
  readonly documents: ReadonlyMap<string, { readonly hash: string | undefined; readonly isVoid: boolean }>;
}

/** A manifest in the archive: its hash, and what it says unless it can't be read. */
export interface ManifestFile {
  readonly hash: string;
  readonly says: ManifestText | undefined;
}

/**
 * Whether the manifests of all closed runs and days are one chain from the latest back to the first, without fork and
 * without omission.
 *
 * @param latest hash that the seller's record of its latest manifest has
 */
export function chainProblems(latest: string | null, all: readonly Closed[]): Problem[] {
  const problems: Problem[] = [];
  const byHash = new Map(all.flatMap((it) => (it.manifest ? [[it.manifest.hash, it] as const] : [])));
  const followers = new Map<string | null, string[]>();
  for (const { name, manifest } of all) {
    if (!manifest) problems.push({ where: name, what: 'is closed without a manifest', right: 'the hash of its manifest' });
    else followers.set(manifest.previousHash, [...(followers.get(manifest.previousHash) ?? []), name]);
  }
  for (const [hash, names] of followers) {
    if (names.length === 1) continue;
    const what = `the manifests of ${someOf(names)} ${hash === null ? 'are all the first' : `all follow ${byHash.get(hash)?.name ?? hash}`}`;
    problems.push({ where: 'Manifests', what, right: 'one after the other' });
  }

  const kinds = all.some(({ kind }) => kind === 'day') ? 'run or day' : 'run';
  const reached = new Set<string>();
  let expected = latest;
  let from = 'the record of the latest manifest';
  while (expected !== null) {
    const closed = byHash.get(expected);
    if (!closed?.manifest) {
      const what = `${from} names ${expected}, which no ${kinds} was closed with`;
      problems.push({ where: 'Manifests', what, right: 'the manifest before it' });
      break;
    }
    if (reached.has(closed.name)) break;
    reached.add(closed.name);
    from = `the manifest of ${closed.name}`;
    expected = closed.manifest.previousHash;
  }
  const left = all.filter(({ name, manifest }) => manifest && !reached.has(name)).map(({ name }) => name);
  if (left.length > 0) {
    const what = `the chain from the latest back to the first leaves out ${someOf(left)}`;
    problems.push({ where: 'Manifests', what, right: `all ${all.length} closed ${kinds === 'run' ? 'runs' : 'runs and days'}` });
  }
  return problems;
}

/** Whether a closed run or day has its manifest as it was closed with, listing exactly its documents. */
export function fileProblems(closed: Closed, file: ManifestFile | undefined): Problem[] {
  const { kind, sellerId, name: where, manifest, documents } = closed;
  if (!manifest) return [];
  const key = manifestKey(sellerId, closed.keyName);
  if (!file) return [{ where, what: `${key} is gone from the archive`, right: `the manifest with hash ${manifest.hash}` }];
  if (file.hash !== manifest.hash)
    return [{ where, what: `${key} is not the manifest it was closed with: its hash is ${file.hash}`, right: manifest.hash }];
  if (!file.says) return [{ where, what: `${key} can't be read as a manifest`, right: `numbers and hashes of the ${kind}` }];

  const says: Readonly<Record<string, unknown>> = file.says;
  const problems: Problem[] = [];
  const { previousHash, auditHash } = manifest;
  for (const [name, fact] of Object.entries({ sellerId, ...closed.facts, previousHash, auditHash })) {
    if (says[name] !== fact)
      problems.push({ where, what: `its manifest says ${name} ${String(says[name])}, and the ${kind} ${fact}`, right: 'the same' });
  }
  const listed = new Map(file.says.documents.map((it) => [it.number, it]));
  const twice = file.says.documents.length - listed.size;
  if (twice > 0) problems.push({ where, what: `its manifest lists ${twice} numbers twice`, right: 'each number once' });
  const unlisted = [...documents.keys()].filter((number) => !listed.has(number));
  if (unlisted.length > 0)
    problems.push({ where, what: `its manifest does not list ${someOf(unlisted)}`, right: `every number of the ${kind}` });
  const foreign = [...listed.keys()].filter((number) => !documents.has(number));
  if (foreign.length > 0)
    problems.push({
      where,
      what: `its manifest lists ${someOf(foreign)}, which ${kind === 'run' ? 'the run did not issue' : 'is not listed among those of the day'}`,
      right: `the numbers of the ${kind} alone`,
    });
  for (const [number, { hash, isVoid }] of documents) {
    const it = listed.get(number);
    if (it && (it.hash !== hash || (it.isVoid ?? false) !== isVoid))
      problems.push({
        where: number,
        what: hash === undefined ? 'is not issued' : `was issued as ${hash}`,
        right: `${it.hash}, which the manifest of ${where} lists`,
      });
  }
  return problems;
}
