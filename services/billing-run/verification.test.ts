import { describe, expect, it } from '@jest/globals';

import { invoiceFor, sealedDraftOf } from '../../test/support/runs.ts';
import { briefOf } from './found-document.ts';
import type { FoundDocument } from './found-document.ts';
import { verificationOf } from './verification.ts';

/** A document in order, but for what is said. */
const found = (changes: Partial<FoundDocument> = {}): FoundDocument => ({
  number: 'RE-2026-000001',
  issueDate: '2026-11-02',
  workingFiles: [],
  draft: sealedDraftOf('adler', 0),
  invoice: briefOf(invoiceFor('adler', 'RE-2026-000001')),
  issued: { schema: 1, archiveKey: 'k', hash: 'aa' },
  archivedHash: 'aa',
  ...changes,
});

describe('a verification', () => {
  it('finds nothing where every number has its document', () => {
    expect(verificationOf([found(), found()])).toEqual({ isComplete: true, documents: 2, problems: [], problemCount: 0, missing: [] });
  });

  it('holds a credit note against a sum below zero', () => {
    const invoice = briefOf(invoiceFor('adler', 'GK-2026-000001', { kind: 'credit-note' }));
    const sealed = sealedDraftOf('adler', 0, { net: '-10.00', payable: '-12.00' });
    expect(verificationOf([found({ invoice, draft: sealed })])).toMatchObject({ isComplete: true });
    expect(verificationOf([found({ invoice })])).toMatchObject({ isComplete: false });
  });

  it('of no documents is complete', () => {
    expect(verificationOf([])).toEqual({ isComplete: true, documents: 0, problems: [], problemCount: 0, missing: [] });
  });

  it.each([
    { why: 'no invoice', changes: { invoice: undefined }, problem: 'RE-2026-000001 has no invoice; it is that of customer "adler".' },
    {
      why: 'an invoice of another customer',
      changes: { invoice: briefOf(invoiceFor('milan', 'RE-2026-000001')) },
      problem: 'RE-2026-000001 is an invoice of customer "milan", and "adler" was sealed.',
    },
    { why: 'a document that is not filed', changes: { issued: undefined }, problem: 'RE-2026-000001 has no document in the archive yet.' },
    {
      why: 'a document that is gone',
      changes: { archivedHash: undefined },
      problem: 'RE-2026-000001 was issued as aa, and the archive holds nothing.',
    },
    {
      why: 'a document that was changed',
      changes: { archivedHash: 'bb' },
      problem: 'RE-2026-000001 was issued as aa, and the archive holds bb.',
    },
  ])('names $why', ({ changes, problem }) => {
    expect(verificationOf([found(), found(changes)])).toEqual({
      ...{ isComplete: false, documents: 2, problems: [problem], problemCount: 1 },
      missing: [{ number: 'RE-2026-000001', customerId: 'adler' }],
    });
  });

  it.each([
    { why: 'a cent more', changes: { payable: '12.01' } },
    { why: 'a cent less net', changes: { net: '9.99' } },
  ])('compares the sums with what was sealed: $why', ({ changes }) => {
    const { isComplete, problems } = verificationOf([found({ draft: sealedDraftOf('adler', 0, changes) })]);
    expect(isComplete).toBe(false);
    expect(problems).toEqual([expect.stringContaining('was sealed')]);
  });

  it('names twenty problems and counts all', () => {
    const { problems, problemCount } = verificationOf(Array.from({ length: 21 }, () => found({ invoice: undefined })));
    expect([problems.length, problemCount]).toEqual([20, 21]);
  });
});
