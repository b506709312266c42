import { describe, expect, it } from '@jest/globals';
import { sampleInvoice } from '../../test/support/sample-invoice.ts';
import { voidFor } from '../../test/support/runs.ts';
import type { Invoice } from '../invoice.ts';
import { csvText, INVOICES, LINES, type CsvTable } from './csv-rows.ts';

function cells({ head, rows }: CsvTable, content: Invoice | ReturnType<typeof voidFor>): Record<string, unknown>[] {
  const { number, issueDate } = content;
  const all = rows({ number, issueDate, runId: 'r', archiveKey: `a/${number}.pdf`, hash: 'ab', content });
  return all.map((row) => Object.fromEntries<unknown>(row.map((cell, i) => [head[i]!, cell] as const)));
}

// 20.00 and 19 % of it: 23.80.
const INVOICE = sampleInvoice([{ parts: [{ quantity: '2', unitPrice: '10' }], unit: 'GB' }]);

describe('a row', () => {
  it('of an invoice has its figures as the document says them', () => {
    expect(cells(INVOICES, INVOICE)).toMatchObject([
      {
        number: 'RE-2026-004217',
        type: 'invoice',
        issue_date: '2026-11-02',
        net_amount: '20.00',
        tax_amount: '3.80',
        gross_amount: '23.80',
      },
    ]);
  });

  it('of a credit note counts against it, and so do its lines', () => {
    const note: Invoice = { ...INVOICE, kind: 'credit-note', precedingInvoices: [{ number: 'RE-2026-000001', issueDate: '2026-10-02' }] };
    expect(cells(INVOICES, note)).toMatchObject([
      { type: 'credit-note', preceding_invoice: 'RE-2026-000001', net_amount: '-20.00', tax_amount: '-3.80', payable_amount: '-23.80' },
    ]);
    const second = { number: 'RE-2026-000002', issueDate: '2026-10-02' };
    expect(cells(INVOICES, { ...note, precedingInvoices: [...note.precedingInvoices!, second] })).toMatchObject([
      { preceding_invoice: 'RE-2026-000001, RE-2026-000002' },
    ]);
    expect(cells(LINES, note)).toMatchObject([{ line: 1, quantity: '2', unit: 'GB', net_amount: '-20.00', tax_rate: '19' }]);
  });

  it('of a void number has no amounts, and no lines', () => {
    const decided = voidFor('adler', 'RE-2026-000006');
    expect(cells(INVOICES, decided)).toMatchObject([{ number: 'RE-2026-000006', type: 'void', customer: 'adler', net_amount: undefined }]);
    expect(cells(LINES, decided)).toEqual([]);
  });
});

describe('a CSV file', () => {
  it('begins with the mark of UTF-8 and ends each line in CR LF, as RFC 4180 has it', () => {
    expect(
      csvText(
        [
          ['a', 'b'],
          ['1', undefined],
        ],
        { isFirst: true },
      ),
    ).toBe('\uFEFFa,b\r\n1,\r\n');
    expect(csvText([['x']])).toBe('x\r\n');
  });

  it.each([
    { why: 'a comma', cell: 'a,b', expected: '"a,b"' },
    { why: 'a quote', cell: 'a"b', expected: '"a""b"' },
    { why: 'a line break', cell: 'a\nb', expected: '"a\nb"' },
    { why: 'a formula', cell: '=1+1', expected: "'=1+1" },
    { why: 'a plus', cell: '+49 40', expected: "'+49 40" },
    { why: 'a minus', cell: '-1+cmd', expected: "'-1+cmd" },
    { why: 'an at sign', cell: '@SUM(A1)', expected: "'@SUM(A1)" },
    { why: 'a tab', cell: '\t=1', expected: "'\t=1" },
    { why: 'a carriage return', cell: '\r=1', expected: '"\'\r=1"' },
    { why: 'a negative amount', cell: '-12.50', expected: '-12.50' },
  ])('shows a cell with $why', ({ cell, expected }) => {
    expect(csvText([[cell]])).toBe(`${expected}\r\n`);
  });
});
