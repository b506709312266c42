/**
 * A run that the release before this one began, cut off at each of its steps: this build goes on with it, as handlers do
 * when a stage is deployed in the middle of a run.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { listInvoices } from '../local/commands/list-invoices.ts';
import { filesOfNobody } from '../local/commands/verify-archive.ts';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import type { MachineFile } from '../local/runner/compile-machine.ts';
import { everyKey } from '../shared/files.ts';
import { getFact } from '../shared/invoice.store.ts';
import { archive, files } from '../shared/ports.ts';
import { SELLER } from './support/catalog.ts';
import { openOneProcess } from './support/one-process.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));
const NUMBERS = ['RE-2026-000001', 'RE-2026-000002'];

const folder = mkdtempSync(join(tmpdir(), 'stepbill-cut-'));
afterAll(() => rmSync(folder, { recursive: true }));

const releases = readdirSync(FIXTURES).filter((name) => name.startsWith('cut-runs-'));
for (const release of releases) spawnSync('tar', ['-xzf', join(FIXTURES, release), '-C', folder]);
const steps = readdirSync(folder).filter((name) => name !== 'machines.json');
const machinesBefore = JSON.parse(readFileSync(join(folder, 'machines.json'), 'utf8')) as MachineFile[];

const documentsLeft = (): Promise<string[]> => Array.fromAsync(everyKey(files(), `${SELLER}/documents/`));

it('was kept at each of the steps of a month', () => {
  expect(steps.length).toBeGreaterThanOrEqual(18);
});

describe.each(steps)('a run cut off as it called %s', (step) => {
  it.each([
    { whose: 'of this build', machines: undefined },
    // On AWS an execution goes on with the definition it began with, and calls the functions there are now.
    { whose: 'it began with', machines: machinesBefore },
  ])('comes to the documents it would have come to, by the definition $whose', async ({ whose, machines }) => {
    const data = join(folder, `${step}-${whose.replaceAll(' ', '-')}`);
    cpSync(join(folder, step), data, { recursive: true });
    const process = openOneProcess(data, '2026-11-02T06:00:00Z', machines ? { machines } : {});
    try {
      const before = await documentsLeft();
      const rendered = await Promise.all(NUMBERS.map((number) => getFact(SELLER, number, 'document')));
      const { outcome } = await process.run('2026-10', '2026-11-02T06:00:00Z');
      if (outcome === 'waiting') await process.release('kranich-2026-10-1', 'cfo@kranich.example');

      // September and October: 10.00 each; 40 and 50 calls at 0.10 with a message of 0.25; 100 at 0.10 with 20 at 0.05; 20 % of it.
      expect((await listInvoices(SELLER)).map(({ number, payable, state }) => [number, payable, state])).toEqual([
        ['RE-2026-000001', '35.10', 'open'],
        ['RE-2026-000002', '37.20', 'open'],
      ]);
      const proof = proofReport(proofOf([await verifySeller(SELLER)], await filesOfNobody([SELLER]))).join('\n');
      expect(proof).toContain('RE-2026: whole. 2 documents from 1 to 2, each as it was issued; 72.30 EUR.');
      expect(proof).not.toContain('NOT WHOLE');
      for (const [i, number] of NUMBERS.entries()) {
        const { archiveKey, hash } = (await getFact(SELLER, number, 'issued'))!;
        expect(await archive().get(archiveKey)).toBeDefined();
        // What an earlier build had rendered stays the document.
        if (rendered[i]) expect(hash).toBe(rendered[i].hash);
      }
      // What was rendered and not yet kept is rendered anew; where a build renders other bytes, the first ones stay behind.
      const orphans = before.filter((key) => !rendered.some((document) => document?.key === key));
      expect(orphans).toEqual(expect.arrayContaining(await documentsLeft()));
    } finally {
      await process.close();
    }
  });
});
