/** Damage to days of single documents and their manifests is found, and named by its own sentence. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fixClock } from '../shared/clock.ts';
import { sha256 } from '../shared/content-hash.ts';
import type { Damage } from './support/damage.ts';
import { DAY, fact, OCTOBER, ONLY_ISSUED, run, SEPTEMBER, verifiedYear, type Planted } from './support/verified-year.ts';

const MANIFEST = `kranich/manifests/days/${DAY}.json`;
const CLOSED: [pk: string, sk: string] = ['kranich|runs', `day|${DAY}`];
const LISTED: [pk: string, sk: string] = ['kranich|singles', `document|${DAY}|RE-2026-000004`];
const manifestOf = (it: Damage, key: [pk: string, sk: string]) => it.body(...key)['manifest'] as { hash: string; previousHash: string };

const DAYS: readonly Planted[] = [
  {
    why: 'a manifest deleted',
    damage: (it) => it.removeFile(MANIFEST),
    named: [`${DAY}: ${MANIFEST} is gone from the archive. Right: the manifest with hash ….`],
  },
  {
    why: 'a manifest altered',
    damage: (it) => it.write(MANIFEST, it.read(MANIFEST).toString().replace('RE-2026-000004', 'RE-2026-000009')),
    named: [`${DAY}: ${MANIFEST} is not the manifest it was closed with: its hash is …. Right: ….`],
  },
  {
    why: 'a manifest altered, and every record of its hash',
    damage(it) {
      const text = it.read(MANIFEST).toString().replace('RE-2026-000004', 'RE-2026-000009');
      it.write(MANIFEST, text);
      it.change(...CLOSED, { manifest: { ...manifestOf(it, CLOSED), hash: sha256(text) } });
      it.change(...run(OCTOBER), { manifest: { ...manifestOf(it, run(OCTOBER)), previousHash: sha256(text) } });
    },
    named: [
      `${OCTOBER}: its manifest says previousHash …, and the run …. Right: the same.`,
      `${DAY}: its manifest does not list RE-2026-000004. Right: every number of the day.`,
      `${DAY}: its manifest lists RE-2026-000009, which is not listed among those of the day. Right: the numbers of the day alone.`,
    ],
  },
  {
    why: 'a document issued with other content than the manifest lists',
    damage: (it) => it.change(...fact(4, 'issued'), { hash: 'ab'.repeat(32) }),
    named: [
      'RE-2026-000004: was issued as …. Right: …, which was rendered for it.',
      'RE-2026-000004: kranich/2026/RE-2026-000004.pdf is not the document that was issued: its hash is …. Right: ….',
      `RE-2026-000004: was issued as …. Right: …, which the manifest of ${DAY} lists.`,
    ],
  },
  {
    why: 'a document taken out of the list of its day',
    damage: (it) => it.remove(...LISTED),
    named: [`${DAY}: its manifest lists RE-2026-000004, which is not listed among those of the day. Right: the numbers of the day alone.`],
  },
  {
    why: 'a document listed for a day that is closed',
    damage: (it) => it.put('kranich|singles', `document|${DAY}|RE-2026-000001`, { schema: 1, number: 'RE-2026-000001', issueDate: DAY }),
    named: [`${DAY}: its manifest does not list RE-2026-000001. Right: every number of the day.`],
  },
  {
    why: 'a document that is on no list, behind others that are',
    damage(it) {
      it.remove(...LISTED);
      it.put('kranich|singles', 'document|2026-10-01|RE-2026-000001', { schema: 1, number: 'RE-2026-000001', issueDate: '2026-10-01' });
    },
    named: [
      `${DAY}: its manifest lists RE-2026-000004, which is not listed among those of the day. Right: the numbers of the day alone.`,
      `2026-10-01: is not closed, and ${DAY} behind it is. Right: a manifest of RE-2026-000001.`,
      `RE-2026-000004: is not listed among the documents of ${DAY}, so that no manifest has it. Right: each single document listed on its day.`,
    ],
  },
  {
    why: 'a closed day deleted',
    damage: (it) => it.remove(...CLOSED),
    named: [
      `Manifests: the manifest of ${OCTOBER} names …, which no run was closed with. Right: the manifest before it.`,
      `Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}. Right: all 3 closed runs.`,
      `${DAY}: is over for more than 35 days, and not closed. Right: a manifest of RE-2026-000004.`,
    ],
  },
  {
    why: 'a closed day left out of the chain',
    damage: (it) => {
      const previousHash = manifestOf(it, run(SEPTEMBER)).hash;
      it.change(...run(OCTOBER), { manifest: { ...manifestOf(it, run(OCTOBER)), previousHash } });
    },
    named: [
      `Manifests: the manifests of ${OCTOBER}, ${DAY} all follow ${SEPTEMBER}. Right: one after the other.`,
      `Manifests: the chain from the latest back to the first leaves out ${DAY}. Right: all 4 closed runs and days.`,
      `${OCTOBER}: its manifest says previousHash …, and the run …. Right: the same.`,
    ],
  },
  {
    why: 'a manifest of a day without documents',
    damage: (it) => it.write('kranich/manifests/days/2026-10-21.json', it.read(MANIFEST)),
    named: [`kranich/manifests/days/2026-10-21.json: is no manifest of a closed day. ${ONLY_ISSUED}`],
  },
];

const year = verifiedYear();
// 36 days behind it, in Vienna.
beforeEach(() => fixClock(new Date('2026-11-24T23:00:00Z')));
afterEach(() => fixClock(undefined));

describe.each([{ part: 'days', planted: DAYS }])('verify, in $part', ({ planted }) => {
  it.each(planted)('names $why', async ({ damage, named }) => {
    expect(await year.problems(damage)).toEqual(named);
  });
});

it('leaves a day that has been over for 35 days to the next run, and says what awaits it', async () => {
  fixClock(new Date('2026-11-24T22:59:59Z'));
  const report = await year.report(year.whole, (it) => it.remove(...CLOSED));
  expect(report).toContain('Days: 1 document awaits the manifest of its day.');
  expect(report.join()).not.toContain('35 days');
});
