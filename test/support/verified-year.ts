/** A seller's year that is damaged copy by copy, and what verification says of each. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { filesOfNobody } from '../../local/commands/verify-archive.ts';
import { proofOf, proofReport } from '../../local/commands/verify-report.ts';
import { verifySeller } from '../../local/commands/verify-seller.ts';
import { embeddedPorts } from '../../local/embedded-ports.ts';
import { connect } from '../../shared/ports.ts';
import { Damage } from './damage.ts';
import { issuedYear } from './issued-year.ts';

/** One damage, and every line that is to name it; hashes as …, in the order of the report. */
export interface Planted {
  readonly why: string;
  readonly damage: (it: Damage) => void;
  readonly named: readonly string[];
}

export interface VerifiedYear {
  /** A data folder in which the year is whole. */
  readonly whole: string;
  /** The same while October waits for the repair of RE-2026-000006. */
  readonly waiting: string;
  /** The lines of a report on a copy of a data folder with this damage. */
  report(from: string, damage?: (it: Damage) => void): Promise<string[]>;
  /** Those that name a problem of the whole year with this damage. */
  problems(damage: (it: Damage) => void): Promise<string[]>;
}

export const SEPTEMBER = 'kranich-2026-09-1';
export const REJECTED = 'kranich-2026-10-1';
export const OCTOBER = 'kranich-2026-10-2';
export const NOVEMBER = 'kranich-2026-11-1';
/** On which the single document RE-2026-000004 was issued. */
export const DAY = '2026-10-20';
export const ONLY_ISSUED = 'Right: nothing in the archive but documents and manifests that were issued.';

/** The record of a number of 2026, and what else belongs to one. */
export const number = (position: number): [pk: string, sk: string] => [
  `kranich|numbers|RE-2026|${position}`,
  String(position).padStart(10, '0'),
];
export const fact = (position: number, name: string): [pk: string, sk: string] => [`kranich|invoice|RE-2026-00000${position}`, name];
export const numberOfDraft = (runId: string, customerId: string): [pk: string, sk: string] => [
  `kranich|draft|${runId}|${customerId}`,
  'number|1',
];
export const counter: [pk: string, sk: string] = ['kranich|series', 'RE-2026'];
export const run = (runId: string): [pk: string, sk: string] => [`kranich|run|${runId}`, 'run'];
export const entry = (runId: string, sequence: number): [pk: string, sk: string] => [
  `kranich|run|${runId}|audit`,
  `entry|0000000${sequence}`,
];
export const head = (runId: string): [pk: string, sk: string] => [`kranich|run|${runId}|audit`, 'head'];
export const pdf = (position: number): string => `kranich/2026/RE-2026-00000${position}.pdf`;
export const manifest = (runId: string): string => `kranich/manifests/${runId}.json`;

/** Issues the year before the tests of a file, and clears it away behind them. */
export function verifiedYear(): VerifiedYear {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-verify-'));
  const whole = join(folder, 'whole');
  const waiting = join(folder, 'waiting');
  beforeAll(() => issuedYear(whole, () => cpSync(whole, waiting, { recursive: true })), 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  let copies = 0;
  const report: VerifiedYear['report'] = async (from, damage = () => {}) => {
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
  };
  return { whole, waiting, report, problems: async (damage) => problemsIn(await report(whole, damage)) };
}

/** The lines that name a problem, with hashes as …. */
export function problemsIn(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('  ')).map((line) => line.trim().replaceAll(/[0-9a-f]{64}/g, '…'));
}
