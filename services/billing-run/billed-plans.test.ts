import { expect, it } from '@jest/globals';

import { invoiceFor, sealedDraftOf } from '../../test/support/runs.ts';
import { billedPlanVersions } from './billed-plans.ts';
import { briefOf } from './found-document.ts';
import type { FoundDocument } from './found-document.ts';

/** A document with a line of each of these versions of plan basic. */
const found = (versions: readonly number[], changes: Partial<FoundDocument> = {}): FoundDocument => {
  const invoice = invoiceFor('adler', 'RE-2026-000001');
  const lines = versions.flatMap((planVersion) => invoice.lines.map((line) => ({ ...line, trace: { ...line.trace, planVersion } })));
  return {
    number: 'RE-2026-000001',
    issueDate: '2026-11-02',
    workingFiles: [],
    draft: sealedDraftOf('adler', 0),
    invoice: briefOf({ ...invoice, lines }),
    ...changes,
  };
};

it('names each plan version that is billed once', () => {
  expect(billedPlanVersions([found([1, 2, 1]), found([2])])).toEqual([
    { plan: 'basic', version: 1 },
    { plan: 'basic', version: 2 },
  ]);
});

it('takes a VOID document, and a number without invoice, for nothing billed', () => {
  const issued = { schema: 1, archiveKey: 'k', hash: 'aa', isVoid: true } as const;
  expect(billedPlanVersions([found([1], { issued }), found([1], { invoice: undefined })])).toEqual([]);
});
