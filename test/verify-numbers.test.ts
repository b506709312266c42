/** Damage to numbers, counters and blocks is found, and named by its own sentence. */
import { describe, expect, it } from '@jest/globals';
import {
  counter,
  DAY,
  NOVEMBER,
  number,
  numberOfDraft,
  OCTOBER,
  ONLY_ISSUED,
  pdf,
  REJECTED,
  SEPTEMBER,
  verifiedYear,
} from './support/verified-year.ts';
import type { Planted } from './support/verified-year.ts';

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
    named: [
      'RE-2026-000004: is missing; "order-1|adler|1" took it. Right: a record of its draft.',
      `RE-2026-000004: is not issued. Right: …, which the manifest of ${DAY} lists.`,
    ],
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

const year = verifiedYear();

describe.each([
  { part: 'numbers and drafts', planted: NUMBERS },
  { part: 'counters and blocks', planted: COUNTERS },
])('verify, in $part', ({ planted }) => {
  it.each(planted)('names $why', async ({ damage, named }) => {
    expect(await year.problems(damage)).toEqual(named);
  });
});
