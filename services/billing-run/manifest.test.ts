import { describe, expect, it } from '@jest/globals';

import { octoberRun } from '../../test/support/decided-run.ts';
import { sealedDraftOf } from '../../test/support/runs.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { manifestOf } from './manifest.ts';
import type { FoundDocument } from './found-document.ts';

const RUN = octoberRun({ state: 'sealed', startedBy: 'schedule' });
const FIRST = { previousHash: null };
const document = (number: string, hash: string): FoundDocument => ({
  number,
  issueDate: '2026-11-02',
  workingFiles: [],
  draft: sealedDraftOf('adler', 0),
  issued: { schema: 1, archiveKey: 'k', hash },
});

describe('a manifest', () => {
  it('lists numbers and hashes in their order and names the one before it', () => {
    expect(manifestOf(RUN, [document('RE-1', 'aa'), document('RE-2', 'bb')], { previousHash: 'cc', auditHash: 'ee' }).text).toBe(
      '{"auditHash":"ee","documents":[{"hash":"aa","issueDate":"2026-11-02","number":"RE-1"},{"hash":"bb","issueDate":"2026-11-02","number":"RE-2"}],"month":"2026-10","previousHash":"cc","runId":"kranich-2026-10-1","schema":1,"sellerId":"kranich"}',
    );
  });

  it('is named by the hash of its text', () => {
    const { text, hash } = manifestOf(RUN, [], FIRST);
    expect(hash).toBe(sha256(text));
    expect(text).toContain('"previousHash":null');
  });

  it('is the same before and after the run is closed, by whichever execution', () => {
    const closed: BillingRun = { ...RUN, state: 'closed', manifest: { hash: 'x', previousHash: null }, reviewKey: 'k', execution: 'y' };
    expect(manifestOf(closed, [], FIRST)).toEqual(manifestOf(RUN, [], FIRST));
  });

  it('is another with a document more, less, changed or in another place', () => {
    const [a, b] = [document('RE-1', 'aa'), document('RE-2', 'bb')];
    const hashes = [[a, b], [b, a], [a], [a, document('RE-2', 'cc')]].map((documents) => manifestOf(RUN, documents, FIRST).hash);
    expect(new Set([...hashes, manifestOf(RUN, [a, b], { previousHash: 'dd' }).hash]).size).toBe(5);
  });
});
