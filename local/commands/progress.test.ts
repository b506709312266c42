import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import type { Progress } from '../runner/recorded-execution.ts';
import { showPhases } from './progress.ts';

const at = new Date('2026-11-02T05:00:00Z');
const counted = (machine: string, state: string, succeeded: number): Progress => ({
  ...{ type: 'map', machine, name: 'acme-2026-10-1' },
  counts: { state, total: 2, running: 0, pending: 0, succeeded, failed: 0 },
});
const stopped = (machine: string): Progress => ({ type: 'stopped', machine, name: 'acme-2026-10-1', status: 'SUCCEEDED', at });

function shown(...all: readonly Progress[]): string[] {
  const out = new PassThrough();
  const show = showPhases(out as unknown as NodeJS.WriteStream);
  all.forEach(show);
  const text = out.read() as Buffer | null;
  return text === null ? [] : text.toString().trimEnd().split('\n');
}

it('says once what the last state of a machine came to, also where the run before it ends while it counts', () => {
  const lines = shown(
    counted('settlement', 'SettleInvoices', 0),
    stopped('billing-run'),
    counted('settlement', 'SettleInvoices', 2),
    stopped('settlement'),
  );
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([['Send and collect', '2']]);
});
