/** Everything that can be wrong with what was issued is planted into a seller's year, found, and named by its own sentence. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesOfNobody } from '../local/commands/verify-archive.ts';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { entryAfter } from '../shared/audit.ts';
import type { AuditEntry, AuditHead } from '../shared/audit.ts';
import { sha256 } from '../shared/content-hash.ts';
import { connect } from '../shared/ports.ts';
import { Damage } from './support/damage.ts';
import { issuedYear } from './support/issued-year.ts';
import { stepbill } from './support/stepbill.ts';

const [SEPTEMBER, REJECTED, OCTOBER, NOVEMBER] = ['kranich-2026-09-1', 'kranich-2026-10-1', 'kranich-2026-10-2', 'kranich-2026-11-1'];
/** The record of a number of 2026, and what else belongs to one. */
const number = (position: number): [pk: string, sk: string] => [`kranich|numbers|RE-2026|${position}`, String(position).padStart(10, '0')];
const fact = (position: number, name: string): [pk: string, sk: string] => [`kranich|invoice|RE-2026-00000${position}`, name];
const numberOfDraft = (runId: string, customerId: string): [pk: string, sk: string] => [`kranich|draft|${runId}|${customerId}`, 'number|1'];
const counter: [pk: string, sk: string] = ['kranich|series', 'RE-2026'];
const run = (runId: string): [pk: string, sk: string] => [`kranich|run|${runId}`, 'run'];
const entry = (runId: string, sequence: number): [pk: string, sk: string] => [`kranich|run|${runId}|audit`, `entry|0000000${sequence}`];
const head = (runId: string): [pk: string, sk: string] => [`kranich|run|${runId}|audit`, 'head'];
const pdf = (position: number): string => `kranich/2026/RE-2026-00000${position}.pdf`;
const manifest = (runId: string): string => `kranich/manifests/${runId}.json`;
const manifestOf = (it: Damage, runId: string) => it.body(...run(runId))['manifest'] as { hash: string; previousHash: string | null };

/** Takes off the last entries of a log and sets its head back, as someone would who knows how it is made. */
function cutLog(it: Damage, runId: string, from: number, to: number): void {
  for (let sequence = from; sequence <= to; sequence++) it.remove(...entry(runId, sequence));
  it.put(...head(runId), { schema: 1, count: from - 1, hash: it.body(...entry(runId, from - 1))['hash'] });
}

/** Writes a log anew with other persons and right hashes throughout. */
function forgeLog(it: Damage, runId: string, last: number): void {
  let at: AuditHead | undefined;
  for (let sequence = 1; sequence <= last; sequence++) {
    const { sequence: _s, previousHash: _p, hash: _h, schema: _c, ...act } = it.body(...entry(runId, sequence)) as unknown as AuditEntry;
    const forged = entryAfter(at, act.action === 'released' ? { ...act, by: 'nobody@kranich.example' } : act);
    it.put(...entry(runId, sequence), { ...forged });
    at = { schema: 1, count: sequence, hash: forged.hash };
  }
  it.put(...head(runId), { ...at });
}

/** Changes a file of the archive as text. */
function rewrite(it: Damage, key: string, from: string, to: string): string {
  const text = it.read(key).toString().replace(from, to);
  it.write(key, text);
  return text;
}

const CHAINED = 'Right: every entry as it was written, each naming the one before.';
const ONLY_ISSUED = 'Right: nothing in the archive but documents and manifests that were issued.';
const ALL_CLOSED = 'Right: all 3 closed runs.';

interface Planted {
  readonly why: string;
  readonly damage: (it: Damage) => void;
  /** Every line that names a problem; hashes as … */
  readonly named: readonly string[];
}

const NUMBERS: readonly Planted[] = [
  {
    why: 'a number deleted',
    damage: (it) => it.remove(...number(3)),
    named: [
      `RE-2026-000003: is missing; "${SEPTEMBER}" took it. Right: a record of its draft.`,
      `RE-2026-000003: the draft of customer "falke" in "${SEPTEMBER}", attempt 1, has it. Right: a record of the number too.`,
      `${SEPTEMBER}: its manifest lists RE-2026-000003, which the run did not issue. Right: the numbers of the run alone.`,
    ],
  },
  {
    why: 'the number of a single document deleted',
    damage: (it) => it.remove(...number(4)),
    named: ['RE-2026-000004: is missing; "order-1|adler|1" took it. Right: a record of its draft.'],
  },
  {
    why: 'a foreign number put in',
    damage: (it) => it.put(...number(8), { ...it.body(...number(7)), number: 'RE-2026-000008', customerId: 'habicht' }),
    named: [
      'RE-2026-000008: was never given out: the counter stands at 7. Right: no record, or a counter that came so far.',
      `RE-2026-000008: the draft of customer "habicht" in "${OCTOBER}", attempt 1, has no record of it. Right: the number at the draft too.`,
      `RE-2026-000008: has no invoice. Right: the document of customer "habicht" in "${OCTOBER}", or a VOID document.`,
      `${OCTOBER}: its manifest does not list RE-2026-000008. Right: every number of the run.`,
    ],
  },
  {
    why: 'a number put in a second time',
    damage: (it) => it.put(number(7)[0], '07', it.body(...number(7))),
    named: ['RE-2026-000007: has two records. Right: one.'],
  },
  {
    why: 'a number bound to another’s draft',
    damage: (it) => it.change(...number(7), { customerId: 'adler' }),
    named: [
      `RE-2026-000007: belongs to the draft of customer "adler" in "${OCTOBER}", attempt 1, as RE-2026-000005 does. Right: each draft one number.`,
      `RE-2026-000007: the draft of customer "adler" in "${OCTOBER}", attempt 1, has number RE-2026-000005. Right: RE-2026-000007.`,
      'RE-2026-000007: is made out to customer "falke". Right: "adler", to whom it is bound.',
      `RE-2026-000007: is bound to customer "adler" in "${OCTOBER}", attempt 1, content …. Right: "falke", attempt 1, content …, sealed at this place of ${OCTOBER}.`,
      `RE-2026-000007: the draft of customer "falke" in "${OCTOBER}", attempt 1, has it. Right: that of "adler" in "${OCTOBER}" alone, to which it is bound.`,
    ],
  },
  {
    why: 'a number that says another',
    damage: (it) => it.change(...number(7), { number: 'RE-2026-000077' }),
    named: ['RE-2026-000007: the record at position 7 says "RE-2026-000077". Right: "RE-2026-000007".'],
  },
  {
    why: 'a number at no position',
    damage: (it) => it.put(number(7)[0], 'seven', it.body(...number(7))),
    named: ['RE-2026: a record of a number has no position. Right: positions from 1.'],
  },
  {
    why: 'a number that can’t be read',
    damage: (it) => it.change(...number(7), { attempt: 'first' }),
    named: [
      "RE-2026-000007: its record can't be read. Right: the record as it was written.",
      `RE-2026-000007: the draft of customer "falke" in "${OCTOBER}", attempt 1, has it. Right: a record of the number too.`,
      `${OCTOBER}: its manifest lists RE-2026-000007, which the run did not issue. Right: the numbers of the run alone.`,
    ],
  },
  {
    why: 'a draft that lost its number',
    damage: (it) => it.remove(...numberOfDraft(SEPTEMBER, 'adler')),
    named: [
      `RE-2026-000001: the draft of customer "adler" in "${SEPTEMBER}", attempt 1, has no record of it. Right: the number at the draft too.`,
    ],
  },
  {
    why: 'a draft with another’s number',
    damage: (it) => it.change(...numberOfDraft(SEPTEMBER, 'adler'), { number: 'RE-2026-000002' }),
    named: [
      `RE-2026-000001: the draft of customer "adler" in "${SEPTEMBER}", attempt 1, has number RE-2026-000002. Right: RE-2026-000001.`,
    ],
  },
  {
    why: 'a draft of a run that was rejected with a number',
    damage: (it) => it.put(...numberOfDraft(REJECTED, 'adler'), it.body(...numberOfDraft(SEPTEMBER, 'adler'))),
    named: [
      `RE-2026-000001: the draft of customer "adler" in "${REJECTED}", attempt 1, has it. Right: that of "adler" in "${SEPTEMBER}" alone, to which it is bound.`,
    ],
  },
  {
    why: 'two drafts that changed numbers, both ways',
    damage(it) {
      it.swap(...number(1), ...number(2));
      it.change(...number(1), { number: 'RE-2026-000001' });
      it.change(...number(2), { number: 'RE-2026-000002' });
      it.change(...numberOfDraft(SEPTEMBER, 'adler'), { number: 'RE-2026-000002' });
      it.change(...numberOfDraft(SEPTEMBER, 'bussard'), { number: 'RE-2026-000001' });
    },
    named: [
      'RE-2026-000001: is made out to customer "adler". Right: "bussard", to whom it is bound.',
      'RE-2026-000002: is made out to customer "bussard". Right: "adler", to whom it is bound.',
      `RE-2026-000001: is bound to customer "bussard" in "${SEPTEMBER}", attempt 1, content …. Right: "adler", attempt 1, content …, sealed at this place of ${SEPTEMBER}.`,
      `RE-2026-000002: is bound to customer "adler" in "${SEPTEMBER}", attempt 1, content …. Right: "bussard", attempt 1, content …, sealed at this place of ${SEPTEMBER}.`,
    ],
  },
];

const COUNTERS: readonly Planted[] = [
  {
    why: 'a counter set forward',
    damage: (it) => it.change(...counter, { last: 9 }),
    named: ['RE-2026-000008 to RE-2026-000009: are missing, and nobody took them. Right: a counter that stands at 7.'],
  },
  {
    why: 'a counter set forward beyond all counting',
    damage: (it) => it.change(...counter, { last: 1e12 }),
    named: ['RE-2026-000008 to RE-2026-1000000000000: are missing, and nobody took them. Right: a counter that stands at 7.'],
  },
  {
    why: 'a counter set back',
    damage: (it) => it.change(...counter, { last: 6 }),
    named: [
      'RE-2026-000007: was never given out: the counter stands at 6. Right: no record, or a counter that came so far.',
      `RE-2026-000007: taken by "${OCTOBER}", and the counter stands at 6. Right: a counter that stands at 7.`,
    ],
  },
  {
    why: 'a counter with another date',
    damage: (it) => it.change(...counter, { lastIssueDate: '2026-11-03' }),
    named: ['RE-2026: its counter is dated 2026-11-03. Right: 2026-11-02, as its last block is.'],
  },
  {
    why: 'a counter deleted',
    damage: (it) => it.remove(...counter),
    named: [
      'RE-2026: its counter is gone. Right: a counter that stands at 7.',
      // Only the counter leads to the block of a single document.
      'RE-2026-000004: lies in no block. Right: each number in the block of the run or document that took it.',
    ],
  },
  {
    why: 'a block deleted',
    damage: (it) => it.remove(`kranich|blocks|${OCTOBER}`, 'RE'),
    named: [
      'RE-2026-000004 to RE-2026-000007: lie in no block. Right: each number in the block of the run or document that took it.',
      `${OCTOBER}: holds 0 numbers of series RE. Right: 3, as were sealed.`,
      `Audit log of ${OCTOBER}: says "numbered" by stepbill with RE-2026-000005, RE-2026-000007, EX-0001, EX-0001. Right: "numbered" with EX-0001, EX-0001.`,
    ],
  },
  {
    why: 'the block of a single document deleted',
    damage: (it) => it.remove('kranich|blocks|order-1|adler|1', 'RE'),
    named: ['RE-2026-000004: lies in no block. Right: each number in the block of the run or document that took it.'],
  },
  {
    why: 'a block made longer',
    damage: (it) => it.change(`kranich|blocks|${SEPTEMBER}`, 'RE', { count: 4 }),
    named: [
      `RE-2026-000004: taken by "${SEPTEMBER}" and by "order-1|adler|1". Right: each number in one block.`,
      `${SEPTEMBER}: holds 4 numbers of series RE. Right: 3, as were sealed.`,
      `Audit log of ${SEPTEMBER}: says "numbered" by stepbill with RE-2026-000001, RE-2026-000003. Right: "numbered" with RE-2026-000001, RE-2026-000004.`,
    ],
  },
  {
    why: 'a block that prints its numbers as another does',
    damage: (it) => it.change(`kranich|blocks|${NOVEMBER}`, 'EX', { pattern: 'RE-2026-00{number}' }),
    named: [
      'RE-2026-000002: the record at position 2 says "EX-0002". Right: "RE-2026-000002".',
      `RE-2026-000002: the draft of customer "milan" in "${NOVEMBER}", attempt 1, has number EX-0002. Right: RE-2026-000002.`,
      'RE-2026-000002: is made out to customer "bussard". Right: "milan", to whom it is bound.',
      'RE-2026-000002: is dated 2026-10-02. Right: 2027-01-02, as its block is.',
      `RE-2026-000002: is filed as ${pdf(2)}. Right: kranich/2027/RE-2026-000002.pdf.`,
      'RE-2026-000002: is dated 2026-10-02, and EX-0001 before it 2026-11-02. Right: dates that rise with the numbers.',
      'RE-2026-000002: is there twice, in this series or another. Right: each number once.',
      `${NOVEMBER}: its manifest does not list RE-2026-000002. Right: every number of the run.`,
      `${NOVEMBER}: its manifest lists EX-0002, which the run did not issue. Right: the numbers of the run alone.`,
      `Audit log of ${NOVEMBER}: says "numbered" by stepbill with RE-2027-000001, RE-2027-000003, EX-0002, EX-0002. Right: "numbered" with RE-2026-000002, RE-2026-000002, RE-2027-000001, RE-2027-000003.`,
      `kranich/2027/EX-0002.pdf: belongs to no number. ${ONLY_ISSUED}`,
    ],
  },
  {
    why: 'a block that names another as the one before it',
    damage: (it) => it.change(`kranich|blocks|${OCTOBER}`, 'RE', { holderBefore: SEPTEMBER }),
    named: ['RE-2026-000004: lies in no block. Right: each number in the block of the run or document that took it.'],
  },
  {
    why: 'a block with another date',
    damage: (it) => it.change(`kranich|blocks|${SEPTEMBER}`, 'RE', { issueDate: '2026-10-03' }),
    named: [1, 2, 3].map((i) => `RE-2026-00000${i}: is dated 2026-10-02. Right: 2026-10-03, as its block is.`),
  },
];

const DOCUMENTS: readonly Planted[] = [
  {
    why: 'the customers of two invoices swapped',
    damage(it) {
      const [one, other] = [it.body(...fact(1, 'content')), it.body(...fact(2, 'content'))];
      it.change(...fact(1, 'content'), { customer: other['customer'] });
      it.change(...fact(2, 'content'), { customer: one['customer'] });
    },
    named: [
      'RE-2026-000001: is made out to customer "bussard". Right: "adler", to whom it is bound.',
      'RE-2026-000002: is made out to customer "adler". Right: "bussard", to whom it is bound.',
    ],
  },
  {
    why: 'two invoices swapped',
    damage: (it) => it.swap(...fact(1, 'content'), ...fact(2, 'content')),
    named: [
      'RE-2026-000001: its invoice says RE-2026-000002. Right: RE-2026-000001.',
      'RE-2026-000001: is made out to customer "bussard". Right: "adler", to whom it is bound.',
      'RE-2026-000002: its invoice says RE-2026-000001. Right: RE-2026-000002.',
      'RE-2026-000002: is made out to customer "adler". Right: "bussard", to whom it is bound.',
    ],
  },
  {
    why: 'an invoice of an earlier day',
    damage: (it) => it.change(...fact(2, 'content'), { issueDate: '2026-10-01', dueDate: '2026-10-15' }),
    named: [
      'RE-2026-000002: is dated 2026-10-01. Right: 2026-10-02, as its block is.',
      'RE-2026-000002: is dated 2026-10-01, and RE-2026-000001 before it 2026-10-02. Right: dates that rise with the numbers.',
    ],
  },
  {
    why: 'an invoice due later',
    damage: (it) => it.change(...fact(2, 'content'), { dueDate: '2026-12-01' }),
    named: ['RE-2026-000002: is due on 2026-12-01. Right: 2026-10-16, 14 days after 2026-10-02.'],
  },
  {
    why: 'a total changed by a cent',
    damage: (it) => it.change(...fact(2, 'content'), { totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.01' } }),
    named: ['RE-2026-000002: its figures do not add up: totals.payable is 12.01. Right: 12.00.'],
  },
  {
    why: 'a total of less than a cent',
    damage: (it) => it.change(...fact(2, 'content'), { totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.001' } }),
    named: ['RE-2026-000002: its figures do not add up: totals.payable is 12.001. Right: 12.00.'],
  },
  {
    why: 'a name changed',
    damage: (it) =>
      it.change(...fact(2, 'content'), { customer: { ...(it.body(...fact(2, 'content'))['customer'] as object), name: 'Habicht' } }),
    named: ['RE-2026-000002: its invoice is not the draft that was numbered: its content is …. Right: ….'],
  },
  {
    why: 'an invoice deleted',
    damage: (it) => it.remove(...fact(2, 'content')),
    named: [`RE-2026-000002: has no invoice. Right: the document of customer "bussard" in "${SEPTEMBER}", or a VOID document.`],
  },
  {
    why: 'an invoice that can’t be read',
    damage: (it) => it.change(...fact(2, 'content'), { currency: 'EURO' }),
    named: [
      "RE-2026-000002: can't be read: currency: expected an ISO 4217 code such as EUR. Right: the record as it was written.",
      `RE-2026-000002: has no invoice. Right: the document of customer "bussard" in "${SEPTEMBER}", or a VOID document.`,
      `RE-2026-000002: is not issued. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'an invoice that is no longer issued',
    damage: (it) => it.remove(...fact(2, 'issued')),
    named: [
      `RE-2026-000002: has no document in the archive. Right: the document of customer "bussard" in "${SEPTEMBER}", or a VOID document.`,
      `RE-2026-000002: is not issued. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'a VOID document without a decision',
    damage: (it) => it.remove(...fact(6, 'void')),
    named: ['RE-2026-000006: is filed as VOID, and nobody decided that. Right: the decision with its reason, or the invoice.'],
  },
  {
    why: 'an issued invoice made void',
    damage: (it) => it.put(...fact(5, 'void'), { ...it.body(...fact(6, 'void')), number: 'RE-2026-000005', customerId: 'adler' }),
    named: [
      'RE-2026-000005: was decided to be void, and an invoice is filed. Right: one of the two.',
      `Audit log of ${OCTOBER}: nobody made RE-2026-000005 void in it. Right: the decision with its reason.`,
    ],
  },
];

const ARCHIVE: readonly Planted[] = [
  {
    why: 'a PDF deleted',
    damage: (it) => it.removeFile(pdf(2)),
    named: [`RE-2026-000002: ${pdf(2)} is gone from the archive. Right: the document with hash ….`],
  },
  {
    why: 'a PDF replaced',
    damage: (it) => it.write(pdf(2), 'forged'),
    named: [`RE-2026-000002: ${pdf(2)} is not the document that was issued: its hash is …. Right: ….`],
  },
  {
    why: 'two PDFs swapped',
    damage(it) {
      const [one, other] = [it.read(pdf(1)), it.read(pdf(2))];
      it.write(pdf(1), other);
      it.write(pdf(2), one);
    },
    named: [1, 2].map((i) => `RE-2026-00000${i}: ${pdf(i)} is not the document that was issued: its hash is …. Right: ….`),
  },
  {
    why: 'a PDF replaced, and the record of its hash',
    damage(it) {
      it.write(pdf(2), 'forged');
      it.change(...fact(2, 'issued'), { hash: sha256('forged') });
    },
    named: [
      'RE-2026-000002: was issued as …. Right: …, which was rendered for it.',
      `RE-2026-000002: was issued as …. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'a PDF replaced, and every record of its hash',
    damage(it) {
      it.write(pdf(2), 'forged');
      for (const name of ['issued', 'document']) it.change(...fact(2, name), { hash: sha256('forged') });
    },
    named: [`RE-2026-000002: was issued as …. Right: …, which the manifest of ${SEPTEMBER} lists.`],
  },
  {
    why: 'a PDF under another name',
    damage(it) {
      it.write('kranich/2026/other.pdf', it.read(pdf(2)));
      it.removeFile(pdf(2));
      it.change(...fact(2, 'issued'), { archiveKey: 'kranich/2026/other.pdf' });
    },
    named: [`RE-2026-000002: is filed as kranich/2026/other.pdf. Right: ${pdf(2)}.`],
  },
  { why: 'a stray PDF', damage: (it) => it.write(pdf(9), 'stray'), named: [`${pdf(9)}: belongs to no number. ${ONLY_ISSUED}`] },
  {
    why: 'a stray invoice beside a VOID document',
    damage: (it) => it.write(pdf(6), 'stray'),
    named: [`${pdf(6)}: belongs to no number. ${ONLY_ISSUED}`],
  },
  {
    why: 'a file of nobody',
    damage: (it) => it.write('habicht/2026/RE-2026-000001.pdf', 'stray'),
    named: ['habicht/2026/RE-2026-000001.pdf: belongs to no seller. Right: folders of sellers alone.'],
  },
];

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
      `Manifests: the manifest of ${NOVEMBER} names …, which no run was closed with. Right: the manifest before it.`,
      `Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}, ${OCTOBER}. ${ALL_CLOSED}`,
      `${NOVEMBER}: its manifest says previousHash …, and the run …. Right: the same.`,
    ],
  },
  {
    why: 'the chain of manifests forked',
    damage: (it) =>
      it.change(...run(NOVEMBER), { manifest: { ...manifestOf(it, NOVEMBER), previousHash: manifestOf(it, SEPTEMBER).hash } }),
    named: [
      `Manifests: the manifests of ${OCTOBER}, ${NOVEMBER} all follow ${SEPTEMBER}. Right: one after the other.`,
      `Manifests: the chain from the latest back to the first leaves out ${OCTOBER}. ${ALL_CLOSED}`,
      `${NOVEMBER}: its manifest says previousHash …, and the run …. Right: the same.`,
    ],
  },
  {
    why: 'the record of the latest manifest deleted',
    damage: (it) => it.remove('kranich|runs', 'manifest'),
    named: [`Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}, ${OCTOBER}, ${NOVEMBER}. ${ALL_CLOSED}`],
  },
  {
    why: 'a closed run deleted',
    damage: (it) => it.remove(...run(OCTOBER)),
    named: [
      `${OCTOBER}: the record of the run is gone. Right: each run of a month up to its latest.`,
      `Manifests: the manifest of ${NOVEMBER} names …, which no run was closed with. Right: the manifest before it.`,
      `Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}. Right: all 2 closed runs.`,
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
    why: 'a closed run opened again',
    damage: (it) => it.change(...run(NOVEMBER), { state: 'released' }),
    named: [
      `${NOVEMBER}: holds numbers and is released. Right: sealed, or closed.`,
      'Manifests: the record of the latest manifest names …, which no run was closed with. Right: the manifest before it.',
      `Manifests: the chain from the latest back to the first leaves out ${SEPTEMBER}, ${OCTOBER}. Right: all 2 closed runs.`,
      `${manifest(NOVEMBER)}: is no manifest of a closed run. ${ONLY_ISSUED}`,
    ],
  },
];

const AUDIT_LOG: readonly Planted[] = [
  {
    why: 'an entry changed',
    damage: (it) => it.change(...entry(OCTOBER, 3), { by: 'nobody@kranich.example' }),
    named: [`Audit log of ${OCTOBER}: Entry 3 (released) was changed: its content has another hash. ${CHAINED}`],
  },
  {
    why: 'an entry taken out',
    damage: (it) => it.remove(...entry(OCTOBER, 3)),
    named: [
      `Audit log of ${OCTOBER}: Entry 3 is missing; entry 4 comes next. ${CHAINED}`,
      `Audit log of ${OCTOBER}: does not say that the run, which is closed, was released. Right: "released" in round 1 of ….`,
    ],
  },
  {
    why: 'an entry put in',
    damage: (it) => it.put(entry(OCTOBER, 3)[0], `${entry(OCTOBER, 3)[1]}a`, { ...it.body(...entry(OCTOBER, 3)), sequence: 4 }),
    named: [
      `Audit log of ${OCTOBER}: Entry 4 (released) does not follow the one before: it names …. ${CHAINED}`,
      `Audit log of ${OCTOBER}: Entry 4 (released) was changed: its content has another hash. ${CHAINED}`,
      `Audit log of ${OCTOBER}: Entry 5 is missing; entry 4 comes next. ${CHAINED}`,
    ],
  },
  {
    why: 'the last entry cut off',
    damage: (it) => it.remove(...entry(OCTOBER, 7)),
    named: [
      `Audit log of ${OCTOBER}: The chain ends with entry 6, and its head says 7 entries. ${CHAINED}`,
      `Audit log of ${OCTOBER}: does not say that the run, which is closed, was closed. Right: "closed" of ….`,
      `Audit log of ${OCTOBER}: after the entry that the run's manifest names comes nothing. Right: "closed" of ….`,
    ],
  },
  {
    why: 'the last entries cut off, and the head set back',
    damage: (it) => cutLog(it, OCTOBER, 6, 7),
    named: [
      `Audit log of ${OCTOBER}: does not say that the run, which is closed, was closed. Right: "closed" of ….`,
      `Audit log of ${OCTOBER}: nobody made RE-2026-000006 void in it. Right: the decision with its reason.`,
      `Audit log of ${OCTOBER}: it has no entry …. Right: the entry that the run's manifest names.`,
    ],
  },
  {
    why: 'the log of a rejected run cut off, and the head set back',
    damage: (it) => cutLog(it, REJECTED, 3, 3),
    named: [`Audit log of ${REJECTED}: does not say that the run, which is rejected, was rejected. Right: "rejected" in round 1 of ….`],
  },
  {
    why: 'a log written anew with right hashes',
    damage: (it) => forgeLog(it, OCTOBER, 7),
    named: [`Audit log of ${OCTOBER}: it has no entry …. Right: the entry that the run's manifest names.`],
  },
  {
    why: 'a head deleted',
    damage: (it) => it.remove(...head(OCTOBER)),
    named: [`Audit log of ${OCTOBER}: The chain ends with entry 7, and its head says 0 entries. ${CHAINED}`],
  },
  {
    why: 'a head changed',
    damage: (it) => it.change(...head(OCTOBER), { hash: 'ab'.repeat(32) }),
    named: [`Audit log of ${OCTOBER}: The chain ends with entry 7, and its head says 7 entries. ${CHAINED}`],
  },
  {
    why: 'a log of which one entry can’t be read',
    damage: (it) => it.change(...entry(OCTOBER, 3), { at: 'yesterday' }),
    named: [
      `Audit log of ${OCTOBER}: can't be read: at: expected an instant in UTC such as 2026-10-31T23:00:00Z. Right: the record as it was written.`,
    ],
  },
  {
    why: 'the whole log of a rejected run deleted',
    damage(it) {
      for (const sequence of [1, 2, 3]) it.remove(...entry(REJECTED, sequence));
      it.remove(...head(REJECTED));
    },
    named: [
      `Audit log of ${REJECTED}: does not say that the run, which is rejected, was opened. Right: "opened" by ops@kranich.example.`,
      `Audit log of ${REJECTED}: does not say that the run, which is rejected, was reviewed. Right: "reviewed" in round 1 of ….`,
      `Audit log of ${REJECTED}: does not say that the run, which is rejected, was rejected. Right: "rejected" in round 1 of ….`,
    ],
  },
  {
    why: 'the seller’s own log deleted',
    damage(it) {
      it.remove('kranich|audit', 'entry|00000001');
      it.remove('kranich|audit', 'head');
    },
    named: [
      `Seller's audit log: it has no entry …, which was its last when kranich-2026-10-d1, ${SEPTEMBER}, ${REJECTED}, ${OCTOBER}, ${NOVEMBER} were opened. Right: every entry as it was written.`,
    ],
  },
];

describe('verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-verify-'));
  const whole = join(folder, 'whole');
  const waiting = join(folder, 'waiting');
  let copies = 0;

  beforeAll(() => issuedYear(whole, () => cpSync(whole, waiting, { recursive: true })), 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('proves a year that is whole', async () => {
    // A document costs 12.00: 2 of EX; 6 and a VOID one, which bills nothing, of 2026; 3 of 2027.
    expect(await linesAfter(whole)).toEqual([
      'EX: whole. 2 documents from 1 to 2, each as it was issued; 24.00 EUR.',
      'RE-2026: whole. 7 documents from 1 to 7, 1 of them VOID, each as it was issued; 72.00 EUR.',
      'RE-2027: whole. 3 documents from 1 to 3, each as it was issued; 36.00 EUR.',
      'Runs: whole. 3 closed, each with its manifest, one chain back to the first.',
      'Audit log: whole. 25 entries, each naming the one before.',
      'Archive: whole. 15 files, each a document of a number or a manifest.',
    ]);
  });

  it('names a run that is under way and what it waits for, instead of a gap, and does not call that whole', async () => {
    expect(problemsIn(await linesAfter(waiting))).toEqual([
      `EX-0001: of run ${OCTOBER}, which waits for repair since 2026-11-02T05:00:00.000Z; every one has its document. Right: a closed run: go on with it, by run or repair.`,
      `RE-2026-000005 to RE-2026-000007: of run ${OCTOBER}, which waits for repair since 2026-11-02T05:00:00.000Z; without a document: 1 of 3, RE-2026-000006. Right: a closed run: go on with it, by run or repair.`,
    ]);
  });

  describe.each([
    { part: 'numbers and drafts', planted: NUMBERS },
    { part: 'counters and blocks', planted: COUNTERS },
    { part: 'documents', planted: DOCUMENTS },
    { part: 'the archive', planted: ARCHIVE },
    { part: 'runs and manifests', planted: RUNS },
    { part: 'the audit log', planted: AUDIT_LOG },
  ])('in $part', ({ planted }) => {
    it.each(planted)('names $why', async ({ damage, named }) => {
      expect(problemsIn(await linesAfter(whole, damage))).toEqual(named);
    });
  });

  it('ends with 1 where something is wrong, for every seller or for one, and tells machines in JSON', async () => {
    const data = join(folder, 'two-sellers');
    cpSync(whole, data, { recursive: true });
    expect(await stepbill(['import', 'local/sample/catalog.yml', '--data', data])).toMatchObject({ code: 0 });
    const right = await stepbill(['verify', '--data', data]);
    expect(right).toMatchObject({ code: 0 });
    expect(right.stdout).toMatch(/^kranich\n {2}EX: whole\.[^]*\nnordlicht\n {2}No number was given out yet\.\n/);

    new Damage(data).remove(...number(3));
    expect(await stepbill(['verify', '--data', data])).toMatchObject({ code: 1 });
    expect(await stepbill(['verify', '--data', data, '--seller', 'nordlicht'])).toMatchObject({ code: 0 });
    const { code, stdout } = await stepbill(['verify', '--data', data, '--seller', 'kranich', '--json']);
    expect(code).toBe(1);
    const [EX, RE] = (JSON.parse(stdout) as { sellers: { series: { series: string; problems: object[] }[] }[] }).sellers[0]!.series;
    expect(EX).toMatchObject({
      series: 'EX',
      last: 2,
      documents: 2,
      voids: 0,
      totals: [{ currency: 'EUR', payable: '24.00' }],
      problems: [],
    });
    expect(RE?.problems[0]).toEqual({
      where: 'RE-2026-000003',
      what: `is missing; "${SEPTEMBER}" took it`,
      right: 'a record of its draft',
    });
    expect(JSON.parse(stdout)).toMatchObject({ isWhole: false, strays: [] });
  }, 60_000);

  async function linesAfter(from: string, damage: (it: Damage) => void = () => {}): Promise<string[]> {
    const copy = join(folder, `copy-${++copies}`);
    cpSync(from, copy, { recursive: true });
    damage(new Damage(copy));
    const ports = embeddedPorts(copy);
    connect(ports);
    try {
      return proofReport(proofOf([await verifySeller('kranich')], await filesOfNobody(['kranich'])));
    } finally {
      connect(undefined);
      ports.close();
      rmSync(copy, { recursive: true });
    }
  }
});

/** The lines that name a problem, with hashes as …, each part's in its order. */
function problemsIn(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('  ')).map((line) => line.trim().replaceAll(/[0-9a-f]{64}/g, '…'));
}
