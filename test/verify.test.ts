/** Everything that can be wrong with what was issued is planted into a year's end, found, and named by its own sentence. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesOfNobody } from '../local/commands/verify-archive.ts';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { entryAfter } from '../shared/audit.ts';
import type { AuditEntry } from '../shared/audit.ts';
import { sha256 } from '../shared/content-hash.ts';
import { connect } from '../shared/ports.ts';
import { Damage } from './support/damage.ts';
import { issuedYear } from './support/issued-year.ts';

const NUMBERS = 'kranich|numbers|RE-2026';
const [SEPTEMBER, OCTOBER, NOVEMBER] = ['kranich-2026-09-1', 'kranich-2026-10-2', 'kranich-2026-11-1'];
const audit = (runId: string): string => `kranich|run|${runId}|audit`;
const invoice = (number: string): string => `kranich|invoice|${number}`;
const pdf = (number: string): string => `kranich/${number.slice(3, 7)}/${number}.pdf`;
const manifest = (runId: string): string => `kranich/manifests/${runId}.json`;

interface Planted {
  readonly why: string;
  readonly damage: (folder: Damage) => void;
  readonly named: readonly (string | RegExp)[];
}

const PLANTED: readonly Planted[] = [
  { why: 'number deleted', damage: (it) => it.remove(`${NUMBERS}|3`, '0000000003'), named: [] },
  { why: 'number of single deleted', damage: (it) => it.remove(`${NUMBERS}|4`, '0000000004'), named: [] },
  { why: 'foreign number put in', damage: (it) => it.put(`${NUMBERS}|8`, '0000000008', { ...it.body(`${NUMBERS}|7`, '0000000007'), number: 'RE-2026-000008', customerId: 'habicht' }), named: [] },
  { why: 'number put in twice with other padding', damage: (it) => it.put(`${NUMBERS}|7`, '07', it.body(`${NUMBERS}|7`, '0000000007')), named: [] },
  { why: 'number record for a second draft', damage: (it) => it.change(`${NUMBERS}|7`, '0000000007', { customerId: 'adler' }), named: [] },
  { why: 'number text wrong', damage: (it) => it.change(`${NUMBERS}|7`, '0000000007', { number: 'RE-2026-000077' }), named: [] },
  { why: 'number unreadable', damage: (it) => it.change(`${NUMBERS}|7`, '0000000007', { attempt: 'x' }), named: [] },
  { why: 'number no position', damage: (it) => it.put(`${NUMBERS}|7`, 'seven', it.body(`${NUMBERS}|7`, '0000000007')), named: [] },
  { why: 'draft record deleted', damage: (it) => it.remove(`kranich|draft|${SEPTEMBER}|adler`, 'number|1'), named: [] },
  { why: 'draft record other', damage: (it) => it.change(`kranich|draft|${SEPTEMBER}|adler`, 'number|1', { number: 'RE-2026-000002' }), named: [] },
  { why: 'rejected draft has a number', damage: (it) => it.put(`kranich|draft|kranich-2026-10-1|adler`, 'number|1', it.body(`kranich|draft|${SEPTEMBER}|adler`, 'number|1')), named: [] },
  { why: 'counter up', damage: (it) => it.change('kranich|series', 'RE-2026', { last: 9 }), named: [] },
  { why: 'counter way up', damage: (it) => it.change('kranich|series', 'RE-2026', { last: 1e12 }), named: [] },
  { why: 'counter down', damage: (it) => it.change('kranich|series', 'RE-2026', { last: 6 }), named: [] },
  { why: 'counter date', damage: (it) => it.change('kranich|series', 'RE-2026', { lastIssueDate: '2026-11-03' }), named: [] },
  { why: 'counter gone', damage: (it) => it.remove('kranich|series', 'RE-2026'), named: [] },
  { why: 'block gone', damage: (it) => it.remove(`kranich|blocks|${OCTOBER}`, 'RE'), named: [] },
  { why: 'block of single gone', damage: (it) => it.remove(`kranich|blocks|order-1|adler|1`, 'RE'), named: [] },
  { why: 'block longer', damage: (it) => it.change(`kranich|blocks|${SEPTEMBER}`, 'RE', { count: 4 }), named: [] },
  { why: 'block dated', damage: (it) => it.change(`kranich|blocks|${SEPTEMBER}`, 'RE', { issueDate: '2026-10-03' }), named: [] },
  { why: 'customers of two invoices swapped', damage: (it) => { const [a, b] = [it.body(invoice('RE-2026-000001'), 'content'), it.body(invoice('RE-2026-000002'), 'content')]; it.change(invoice('RE-2026-000001'), 'content', { customer: b['customer'] }); it.change(invoice('RE-2026-000002'), 'content', { customer: a['customer'] }); }, named: [] },
  { why: 'numbers of two drafts swapped both ways', damage: (it) => { for (const [pk, sk] of [[`${NUMBERS}|1`, '0000000001'], [`kranich|draft|${SEPTEMBER}|adler`, 'number|1']] as const) { const b = it.body(pk, sk); it.put(pk, sk, { ...b, customerId: 'bussard', hash: it.body(`${NUMBERS}|2`, '0000000002')['hash'] }); } }, named: [] },
  { why: 'invoice contents swapped', damage: (it) => it.swap(invoice('RE-2026-000001'), 'content', invoice('RE-2026-000002'), 'content'), named: [] },
  { why: 'invoice date', damage: (it) => it.change(invoice('RE-2026-000002'), 'content', { issueDate: '2026-10-01' }), named: [] },
  { why: 'invoice due date', damage: (it) => it.change(invoice('RE-2026-000002'), 'content', { dueDate: '2026-12-01' }), named: [] },
  { why: 'total', damage: (it) => it.change(invoice('RE-2026-000002'), 'content', { totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.01' } }), named: [] },
  { why: 'total unrounded', damage: (it) => it.change(invoice('RE-2026-000002'), 'content', { totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.001' } }), named: [] },
  { why: 'a name on an invoice', damage: (it) => it.change(invoice('RE-2026-000002'), 'content', { customer: { ...(it.body(invoice('RE-2026-000002'), 'content')['customer'] as object), name: 'Other' } }), named: [] },
  { why: 'invoice gone', damage: (it) => it.remove(invoice('RE-2026-000002'), 'content'), named: [] },
  { why: 'invoice unreadable', damage: (it) => it.change(invoice('RE-2026-000002'), 'content', { currency: 'EURO' }), named: [] },
  { why: 'issued gone', damage: (it) => it.remove(invoice('RE-2026-000002'), 'issued'), named: [] },
  { why: 'void decision gone', damage: (it) => it.remove(invoice('RE-2026-000006'), 'void'), named: [] },
  { why: 'void planted', damage: (it) => it.put(invoice('RE-2026-000005'), 'void', { ...it.body(invoice('RE-2026-000006'), 'void'), number: 'RE-2026-000005' }), named: [] },
  { why: 'pdf deleted', damage: (it) => it.removeFile(pdf('RE-2026-000002')), named: [] },
  { why: 'pdf replaced', damage: (it) => it.write(pdf('RE-2026-000002'), 'forged'), named: [] },
  { why: 'pdf replaced with its record', damage: (it) => { it.write(pdf('RE-2026-000002'), 'forged'); it.change(invoice('RE-2026-000002'), 'issued', { hash: sha256('forged') }); it.change(invoice('RE-2026-000002'), 'document', { hash: sha256('forged') }); }, named: [] },
  { why: 'pdf swapped', damage: (it) => { const [a, b] = [it.read(pdf('RE-2026-000001')), it.read(pdf('RE-2026-000002'))]; it.write(pdf('RE-2026-000001'), b); it.write(pdf('RE-2026-000002'), a); }, named: [] },
  { why: 'pdf stray', damage: (it) => it.write(pdf('RE-2026-000099'), 'stray'), named: [] },
  { why: 'stray of nobody', damage: (it) => it.write('habicht/2026/x.pdf', 'stray'), named: [] },
  { why: 'stray beside void', damage: (it) => it.write(pdf('RE-2026-000006'), 'stray'), named: [] },
  { why: 'manifest deleted', damage: (it) => it.removeFile(manifest(OCTOBER)), named: [] },
  { why: 'manifest replaced', damage: (it) => it.write(manifest(OCTOBER), it.read(manifest(SEPTEMBER))), named: [] },
  { why: 'manifest altered', damage: (it) => it.write(manifest(OCTOBER), String(it.read(manifest(OCTOBER))).replace('RE-2026-000005', 'RE-2026-000009')), named: [] },
  { why: 'manifest altered with run', damage: (it) => { const text = String(it.read(manifest(NOVEMBER))).replace('RE-2027-000001', 'RE-2027-000009'); it.write(manifest(NOVEMBER), text); const m = it.body(`kranich|run|${NOVEMBER}`, 'run')['manifest'] as object; it.change(`kranich|run|${NOVEMBER}`, 'run', { manifest: { ...m, hash: sha256(text) } }); it.change('kranich|runs', 'manifest', { hash: sha256(text) }); }, named: [] },
  { why: 'manifest of nobody', damage: (it) => it.write(manifest('kranich-2026-12-1'), '{}'), named: [] },
  { why: 'manifest chain cut', damage: (it) => it.change('kranich|runs', 'manifest', { hash: (it.body(`kranich|run|${OCTOBER}`, 'run')['manifest'] as { hash: string }).hash }), named: [] },
  { why: 'manifest chain cut in the middle', damage: (it) => { const m = it.body(`kranich|run|${NOVEMBER}`, 'run')['manifest'] as object; it.change(`kranich|run|${NOVEMBER}`, 'run', { manifest: { ...m, previousHash: 'ab'.repeat(32) } }); }, named: [] },
  { why: 'manifest chain forked', damage: (it) => { const m = it.body(`kranich|run|${NOVEMBER}`, 'run')['manifest'] as object; it.change(`kranich|run|${NOVEMBER}`, 'run', { manifest: { ...m, previousHash: null } }); }, named: [] },
  { why: 'manifest record gone', damage: (it) => it.remove('kranich|runs', 'manifest'), named: [] },
  { why: 'run gone', damage: (it) => it.remove(`kranich|run|${OCTOBER}`, 'run'), named: [] },
  { why: 'run gone rejected', damage: (it) => it.remove(`kranich|run|kranich-2026-10-1`, 'run'), named: [] },
  { why: 'run set back', damage: (it) => it.change(`kranich|run|${NOVEMBER}`, 'run', { state: 'sealed' }), named: [] },
  { why: 'run set back to released', damage: (it) => it.change(`kranich|run|${NOVEMBER}`, 'run', { state: 'released' }), named: [] },
  { why: 'run unreadable', damage: (it) => it.change(`kranich|run|${NOVEMBER}`, 'run', { state: 'done' }), named: [] },
  { why: 'month gone', damage: (it) => it.remove('kranich|runs', 'month|2026-11'), named: [] },
  { why: 'seal gone', damage: (it) => it.remove(`kranich|run|${NOVEMBER}`, 'seal'), named: [] },
  { why: 'audit changed', damage: (it) => it.change(audit(OCTOBER), 'entry|00000003', { by: 'x' }), named: [] },
  { why: 'audit removed', damage: (it) => it.remove(audit(OCTOBER), 'entry|00000003'), named: [] },
  { why: 'audit inserted', damage: (it) => { const e = it.body(audit(OCTOBER), 'entry|00000003') as unknown as AuditEntry; it.put(audit(OCTOBER), 'entry|00000003a', { ...e, sequence: 4 }); }, named: [] },
  { why: 'audit truncated', damage: (it) => it.remove(audit(OCTOBER), 'entry|00000007'), named: [] },
  { why: 'audit truncated with head', damage: (it) => { it.remove(audit(OCTOBER), 'entry|00000007'); const e = it.body(audit(OCTOBER), 'entry|00000006'); it.put(audit(OCTOBER), 'head', { schema: 1, count: 6, hash: e['hash'] }); }, named: [] },
  { why: 'audit head gone', damage: (it) => it.remove(audit(OCTOBER), 'head'), named: [] },
  { why: 'audit head changed', damage: (it) => it.change(audit(OCTOBER), 'head', { hash: 'ab' }), named: [] },
  { why: 'audit gone', damage: (it) => { for (let i = 1; i <= 7; i++) it.remove(audit(OCTOBER), `entry|0000000${i}`); it.remove(audit(OCTOBER), 'head'); }, named: [] },
  { why: 'audit unreadable', damage: (it) => it.change(audit(OCTOBER), 'entry|00000003', { action: 'dreamt' }), named: [] },
  { why: 'seller audit removed', damage: (it) => it.remove('kranich|audit', 'entry|00000001'), named: [] },
  { why: 'seller audit gone', damage: (it) => { it.remove('kranich|audit', 'entry|00000001'); it.remove('kranich|audit', 'head'); }, named: [] },
  { why: 'audit written anew', damage: (it) => {
    let head;
    for (let i = 1; i <= 7; i++) { const { sequence: _s, previousHash: _p, hash: _h, schema: _c, ...act } = it.body(audit(OCTOBER), `entry|0000000${i}`) as unknown as AuditEntry; const entry = entryAfter(head, { ...act, by: act.by === 'cfo@kranich.example' ? 'ops@kranich.example' : act.by }); it.put(audit(OCTOBER), `entry|0000000${i}`, { ...entry }); head = { schema: 1 as const, count: entry.sequence, hash: entry.hash }; }
    it.put(audit(OCTOBER), 'head', { ...head });
  }, named: [] },
];

describe('verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-verify-'));
  const whole = join(folder, 'whole');
  let copies = 0;

  beforeAll(() => issuedYear(whole), 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('whole', async () => {
    let text = '';
    for (const { why, damage } of PLANTED) text += `## ${why}\n${(await linesAfter(damage)).filter((it) => it.startsWith(' ') || !/: (NOT )?WHOLE/i.test(it)).join('\n')}\n`;
    (await import('node:fs')).writeFileSync('/tmp/sb/numbers-out.txt', text);
    expect(1).toBe(1);
  }, 300_000);

  async function linesAfter(damage: (copy: Damage) => void): Promise<string[]> {
    const copy = join(folder, `copy-${++copies}`);
    cpSync(whole, copy, { recursive: true });
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
