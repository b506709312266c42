/** Damage to runs and manifests is found, and named by its own sentence. */
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../shared/content-hash.ts';
import type { Damage } from './support/damage.ts';
import { DAY, manifest, NOVEMBER, OCTOBER, ONLY_ISSUED, REJECTED, run, SEPTEMBER, verifiedYear } from './support/verified-year.ts';
import type { Planted } from './support/verified-year.ts';

const manifestOf = (it: Damage, runId: string) => it.body(...run(runId))['manifest'] as { hash: string; previousHash: string | null };
const ALL_CLOSED = 'Right: all 4 closed runs and days.';

/** Changes a file of the archive as text. */
function rewrite(it: Damage, key: string, from: string, to: string): string {
  const text = it.read(key).toString().replace(from, to);
  it.write(key, text);
  return text;
}

const RUNS: readonly Planted[] = [
  {
    why: 'a manifest deleted',
    damage: (it) => it.removeFile(manifest(OCTOBER)),
    named: [`${OCTOBER}: ${manifest(OCTOBER)} is gone from the archive. Right: the manifest with hash ….`],
  },
  {
    why: 'a manifest replaced by another',
    damage: (it) => it.write(manifest(OCTOBER), it.read(manifest(SEPTEMBER))),
    named: [`${OCTOBER}: ${manifest(OCTOBER)} is not the manifest it was closed with: its hash is …. Right: ….`],
  },
  {
    why: 'a manifest altered',
    damage: (it) => void rewrite(it, manifest(OCTOBER), 'RE-2026-000005', 'RE-2026-000009'),
    named: [`${OCTOBER}: ${manifest(OCTOBER)} is not the manifest it was closed with: its hash is …. Right: ….`],
  },
  {
    why: 'a manifest altered, and every record of its hash',
    damage(it) {
      const hash = sha256(rewrite(it, manifest(NOVEMBER), 'RE-2027-000001', 'RE-2027-000009'));
      it.change(...run(NOVEMBER), { manifest: { ...manifestOf(it, NOVEMBER), hash } });
      it.change('kranich|runs', 'manifest', { hash });
    },
    named: [
      `${NOVEMBER}: its manifest does not list RE-2027-000001. Right: every number of the run.`,
      `${NOVEMBER}: its manifest lists RE-2027-000009, which the run did not issue. Right: the numbers of the run alone.`,
      `Audit log of ${NOVEMBER}: says "closed" by stepbill in round 1 of …. Right: "closed" of ….`,
      `Audit log of ${NOVEMBER}: after the entry that the run's manifest names comes "closed" by stepbill in round 1 of …. Right: "closed" of ….`,
    ],
  },
  {
    why: 'a manifest of a run that was not closed',
    damage: (it) => it.write(manifest(REJECTED), '{}'),
    named: [`${manifest(REJECTED)}: is no manifest of a closed run. ${ONLY_ISSUED}`],
  },
  {
    why: 'the chain of manifests cut at its end',
    damage: (it) => it.change('kranich|runs', 'manifest', { hash: manifestOf(it, OCTOBER).hash }),
    named: [`Manifests: the chain from the latest back to the first leaves out ${NOVEMBER}. ${ALL_CLOSED}`],
  },
  {
    why: 'the chain of manifests cut in the middle',
    damage: (it) => it.change(...run(NOVEMBER), { manifest: { ...manifestOf(it, NOVEMBER), previousHash: 'ab'.repeat(32) } }),
    named: [
      `Manifests: the manifest of ${NOVEMBER} names …, which no run or day was closed with. Right: the manifest before it.`,
      `Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}, ${OCTOBER}, ${DAY}. ${ALL_CLOSED}`,
      `${NOVEMBER}: its manifest says previousHash …, and the run …. Right: the same.`,
    ],
  },
  {
    why: 'the chain of manifests forked',
    damage: (it) =>
      it.change(...run(NOVEMBER), { manifest: { ...manifestOf(it, NOVEMBER), previousHash: manifestOf(it, SEPTEMBER).hash } }),
    named: [
      `Manifests: the manifests of ${NOVEMBER}, ${DAY} all follow ${SEPTEMBER}. Right: one after the other.`,
      `Manifests: the chain from the latest back to the first leaves out ${OCTOBER}, ${DAY}. ${ALL_CLOSED}`,
      `${NOVEMBER}: its manifest says previousHash …, and the run …. Right: the same.`,
    ],
  },
  {
    why: 'the record of the latest manifest deleted',
    damage: (it) => it.remove('kranich|runs', 'manifest'),
    named: [
      `Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}, ${OCTOBER}, ${NOVEMBER}, ${DAY}. ${ALL_CLOSED}`,
    ],
  },
  {
    why: 'a closed run deleted',
    damage: (it) => it.remove(...run(OCTOBER)),
    named: [
      `${OCTOBER}: the record of the run is gone. Right: each run of a month up to its latest.`,
      `Manifests: the manifest of ${NOVEMBER} names …, which no run or day was closed with. Right: the manifest before it.`,
      `Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}, ${DAY}. Right: all 3 closed runs and days.`,
      `${manifest(OCTOBER)}: is no manifest of a closed run. ${ONLY_ISSUED}`,
    ],
  },
  {
    why: 'a rejected run deleted',
    damage: (it) => it.remove(...run(REJECTED)),
    named: [`${REJECTED}: the record of the run is gone. Right: each run of a month up to its latest.`],
  },
  {
    why: 'the record of a month deleted',
    damage: (it) => it.remove('kranich|runs', 'month|2026-11'),
    named: [`${NOVEMBER}: no record of its month leads to the run. Right: a record of the run and one of its month.`],
  },
  {
    why: 'a seal deleted',
    damage: (it) => it.remove(run(NOVEMBER)[0], 'seal'),
    named: [`${NOVEMBER}: is closed, and its seal is gone. Right: the list that was sealed.`],
  },
  {
    why: 'an amount changed in a sealed list',
    damage: (it) => {
      const { key } = it.body(run(NOVEMBER)[0], 'seal')['list'] as { key: string };
      const list = join('..', 'files', key);
      it.write(list, it.read(list).toString().replace('"payable":"', '"payable":"1'));
    },
    named: [`${NOVEMBER}: its list of drafts is not the one that was sealed. Right: the one whose hash is in its name.`],
  },
  {
    why: 'a closed run opened again',
    damage: (it) => it.change(...run(NOVEMBER), { state: 'released' }),
    named: [
      `${NOVEMBER}: holds numbers and is released. Right: sealed, or closed.`,
      'Manifests: the record of the latest manifest names …, which no run or day was closed with. Right: the manifest before it.',
      `Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}, ${OCTOBER}, ${DAY}. Right: all 3 closed runs and days.`,
      `${manifest(NOVEMBER)}: is no manifest of a closed run. ${ONLY_ISSUED}`,
    ],
  },
];

const year = verifiedYear();

describe.each([{ part: 'runs and manifests', planted: RUNS }])('verify, in $part', ({ planted }) => {
  it.each(planted)('names $why', async ({ damage, named }) => {
    expect(await year.problems(damage)).toEqual(named);
  });
});
