import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { grantCredit } from '../../shared/credit.store.ts';
import { creditGrant } from '../../shared/catalog.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { callsEvent, catalogYaml, keepUsage, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { handler } from './console.handler.ts';

// Pages are asked for on 3 November 2026, 06:00 in Vienna.
const CUSTOMERS = `/sellers/${SELLER}/customers`;
const as = (): Browsing => browsing(handler, { email: 'cfo@kranich.example', role: 'viewer' });
const namesIn = (text: string): string[] => [...text.matchAll(/class="name" href="[^"]+\/customers\/([^"]+)"/g)].map(([, id = '']) => id);

describe('customers', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    const many = Array.from({ length: 120 }, (_, i) => ({ id: `habicht-${String(i).padStart(3, '0')}` }));
    const catalog = catalogYaml({ id: 'adler' }, { id: 'bussard' }, ...many).replace('Bussard Works', 'Bussard & Söhne Works');
    await keepCatalog(parseCatalog(catalog, 'catalog.yml'));
  });
  afterEach(() => world.close());

  it('are listed fifty a page, each once', async () => {
    const seen: string[] = [];
    for (let path: string | undefined = CUSTOMERS; path !== undefined;) {
      const { text } = await as().get(path);
      seen.push(...namesIn(text));
      path = /<a href="([^"]+after=[^"]+)">More/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(122);
    expect(new Set(seen).size).toBe(122);
  });

  it.each([
    { search: 'sohne', found: ['bussard'] },
    { search: 'WORKS buss', found: ['bussard'] },
    { search: 'adler', found: ['adler'] },
    { search: 'habicht-007', found: ['habicht-007'] },
    { search: 'storch', found: [] },
  ])('are found by "$search": $found', async ({ search, found }) => {
    const { text } = await as().get(`${CUSTOMERS}?search=${encodeURIComponent(search)}`);
    expect(namesIn(text)).toEqual(found);
    if (found.length === 0) expect(text).toContain('Nothing found');
  });

  it('show what the month came to so far, what is open, overdue, and left of credits', async () => {
    await issue({ payable: '12.00', changes: { dueDate: '2026-10-31' } }, { payable: '30.50', changes: { dueDate: '2026-11-16' } });
    const credit = creditGrant.parse({ id: 'gift', amount: '25', currency: 'EUR' });
    await grantCredit(SELLER, 'adler', credit, { at: '2026-11-01T00:00:00Z', by: 'cfo@kranich.example' });
    // 10.00 a month, and 70 calls at 0.10 on 2 and 3 November; October is due too, and no part of November.
    await keepUsage(callsEvent('adler', '50', { time: '2026-11-02T12:00:00Z' }));
    for (const day of ['2026-10-02', '2026-10-03', '2026-11-03'])
      await keepUsage(callsEvent('adler', '20', { id: day, time: `${day}T01:00:00Z` }));
    const { text } = await as().get(`${CUSTOMERS}/adler`);
    const figures = [...text.matchAll(/<dt>([^<]+)<\/dt>\s*<dd>([^<]+)<\/dd>\s*<dd class="small">([^<]*)</g)].map(([, ...it]) => it);
    expect(figures).toEqual([
      ['November so far, net', '17.00 EUR', '3 of 30 days'],
      ['Open', '42.50 EUR', '2 invoices, next due 16 Nov 2026'],
      ['Overdue', '12.00 EUR', '1 invoice, since 31 Oct 2026'],
      ['Credit', '25.00 EUR', 'left of what was given'],
    ]);
    expect(text).toContain('Overdue');
    expect(text).toContain('30.50 EUR open, due 16 Nov 2026');
    // Today, 3 November, is not over, so neither third day is in it.
    const soFar = '1 to 2 November: 50; 1 to 2 October: 20; +30';
    expect(text).toContain(`<dd class="small">calls, ${soFar}</dd>`);
    expect(text).toContain(`<p class="small">${soFar}.</p>`);
    // Of a month that is shown instead, the figure of this month says nothing.
    const october = (await as().get(`${CUSTOMERS}/adler?month=2026-10`)).text;
    expect(october).toContain('<p class="small">1 to 31 October: 40; 1 to 30 September: 0; +40.</p>');
    expect(october).not.toContain('<dd class="small">calls,');
    expect(text).toContain('12.00 EUR open, overdue since 31 Oct 2026');
  });

  it('show usage by day as a chart, and the same figures as a table', async () => {
    const at = (id: string, calls: string, time: string): ReturnType<typeof callsEvent> => callsEvent('adler', calls, { id, time });
    // Two on 1 November in Vienna, one of them before midnight in UTC; one today; one four weeks before the first.
    await keepUsage(
      ...[at('a', '200', '2026-10-31T23:30:00Z'), at('b', '50', '2026-11-01T10:00:00Z')],
      ...[at('c', '40', '2026-11-03T04:00:00Z'), at('d', '1000', '2026-10-04T10:00:00Z')],
    );
    const { text } = await as().get(`${CUSTOMERS}/adler?meter=calls`);
    const rows = [...text.matchAll(/usage\?day=([\d-]+)"[\s\S]*?<\/tr>/g)].map(([row, day]) => [
      day,
      ...[...row.matchAll(/<td class="figure"[^>]*>([^<]*)</g)].map(([, figure]) => figure),
    ]);
    expect(rows).toEqual([
      ['2026-11-01', '250', '1,000', '2'],
      ['2026-11-02', '0', '–', '0'],
      ['2026-11-03', '40', '–', '1'],
    ]);
    expect(text).toContain('the most, 250, on 1 Nov.');
    expect(text.match(/url\(#hatch-(wide|narrow)\)/g)).toHaveLength(2);
    expect(text).not.toMatch(/ style=/);
    expect(Buffer.byteLength(text)).toBeLessThan(50 * 1024);

    const day = await as().get(`${CUSTOMERS}/adler/usage?day=2026-11-01`);
    expect([...day.text.matchAll(/<td class="mono">\s*(\w+)/g)].map(([, id]) => id)).toEqual(['a', 'b']);
    expect(day.text).toContain('00:30:00');
  });

  it('show the rest of the page where usage can’t be counted', async () => {
    await keepUsage(callsEvent('adler', 'many', { time: '2026-11-02T12:00:00Z' }));
    const { status, text } = await as().get(`${CUSTOMERS}/adler`);
    expect(status).toBe(200);
    expect(text).toContain('Not drawn');
    expect(text).toContain('Basic v1');
  });

  it('have their next invoice as a document', async () => {
    const { status, headers, bytes } = await as().get(`${CUSTOMERS}/adler/preview.pdf`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="next-adler.pdf"' });
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it.each(['?month=lately', '/usage?day=lately', '/usage', '/usage?day=2026-11-01&after=%7B'])('have no page %s: 400', async (path) =>
    expect((await as().get(`${CUSTOMERS}/adler${path}`)).status).toBe(400),
  );
});
