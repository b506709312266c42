import { describe, expect, it } from '@jest/globals';

import { CsvReader, headerOf, type CsvRecord } from './csv-records.ts';

/** Records of three columns, read in pieces of so many lines. */
function read(text: string, piece = 1_000): CsvRecord[] {
  const reader = new CsvReader(',', 3);
  const lines = text.split('\n').map((line, i) => ({ row: i + 2, text: line }));
  const records: CsvRecord[] = [];
  for (let at = 0; at < lines.length; at += piece) records.push(...reader.read(lines.slice(at, at + piece)));
  return [...records, ...reader.end()];
}
const rows = (records: readonly CsvRecord[]): unknown[] =>
  records.map((record) => ('values' in record ? record.values.join('|') : record.row));

describe('the records of a CSV file', () => {
  it('are its lines, quoted or not, without empty ones', () => {
    expect(read('a,b,c\n\n "d" , e e ,f\n"g,""h""",,i')).toEqual([
      { row: 2, values: ['a', 'b', 'c'] },
      { row: 4, values: ['d', 'e e', 'f'] },
      { row: 5, values: ['g,"h"', '', 'i'] },
    ]);
  });

  it('go over lines inside quotes', () => {
    expect(read('a,"b\nb",c\nd,e,f')).toEqual([
      { row: 2, values: ['a', 'b\nb', 'c'] },
      { row: 4, values: ['d', 'e', 'f'] },
    ]);
  });

  it.each([
    { why: 'too few values', line: 'a,b', fault: 'has 2 values, and the header has 3 columns' },
    { why: 'one value', line: 'a', fault: 'has 1 value, and the header has 3 columns' },
    { why: 'too many', line: 'a,b,c,d', fault: 'has 4 values, and the header has 3 columns' },
    { why: 'a quote that does not close', line: 'a,"b,c', fault: 'a quote opens and does not close' },
    { why: 'a quote inside a value', line: 'a,b"x"b,c', fault: 'a quote stands in the middle of a value' },
    { why: 'more behind a quote', line: 'a,"b"x"",c', fault: 'a quote' },
  ])('with $why cost themselves and no other', ({ line, fault }) => {
    const [before, broken, after] = read(`a,b,c\n${line}\nd,e,f`);
    expect([before, after]).toEqual([
      { row: 2, values: ['a', 'b', 'c'] },
      { row: 4, values: ['d', 'e', 'f'] },
    ]);
    expect(broken).toMatchObject({ row: 3, fault: expect.stringContaining(fault) });
  });

  it('of which two never close a quote are two that are broken, not all between them', () => {
    expect(rows(read('1,"a,b\n2,a,b\n3,a,b\n4,a,"b\n5,a,b'))).toEqual([2, '2|a|b', '3|a|b', 5, '5|a|b']);
  });

  it('are the same in whatever pieces their lines arrive', () => {
    const text = ['1,a,b', '2,"a', 'a",b', '3,a', '4,"a,b', ...Array.from({ length: 150 }, (_, i) => `${5 + i},a,b`), '200,"a'].join('\n');
    for (const piece of [1, 2, 3, 50]) expect(read(text, piece)).toEqual(read(text));
  });
});

describe('a header', () => {
  it.each([
    { text: 'id,at,n', delimiter: ',' },
    { text: 'id;at;n', delimiter: ';' },
    { text: 'id\tat\tn', delimiter: '\t' },
    { text: 'id;at;n;name, first;name, last;street, number', delimiter: ';' },
    { text: '"id","at","n"', delimiter: ',' },
  ])('$text is separated by $delimiter', ({ text, delimiter }) => {
    expect(headerOf(text, ['id', 'at', 'n'], undefined)).toMatchObject({ delimiter, columns: expect.arrayContaining(['id', 'at', 'n']) });
  });

  it('is separated by what the mapping says', () => {
    expect(headerOf('id,at;n', ['n'], ',')).toEqual({ delimiter: ',', columns: ['id', 'at;n'] });
  });
});
