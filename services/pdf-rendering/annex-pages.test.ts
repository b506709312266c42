import { describe, expect, it } from '@jest/globals';
import type { Invoice } from '../../shared/invoice.ts';
import { decimal, sum } from '../../shared/money.ts';
import { monthIn } from '../../shared/period.ts';
import { collisions, printedTexts, rolesIn, type PrintedText } from '../../test/support/printed-text.ts';
import { annexed, type SampleUsage } from '../../test/support/sample-annex.ts';
import { sampleDraft, sampleInvoice, twelveLines } from '../../test/support/sample-invoice.ts';
import { invoiceToAttach } from './attached-invoice.ts';
import { renderInvoice } from './invoice-pdf.ts';
import { renderPreview } from './preview-pdf.ts';

const october = (of: (day: number) => string | null): (string | null)[] => Array.from({ length: 31 }, (_, i) => of(i + 1));
const summed = (days: readonly (string | null)[]): string => sum(days.map((it) => decimal(it ?? '0'))).toFixed();

/** 1,000 calls on the 1st, 1,001 on the 2nd and so on. */
const CALLS: SampleUsage = { line: 5, meter: 'api.calls', aggregation: 'count', quantity: '31465', events: 31465, days: october((day) => String(999 + day)) }; // prettier-ignore
const STORAGE: SampleUsage = {
  line: 6,
  meter: 'storage.level',
  unit: 'GB',
  property: 'gigabytes',
  aggregation: 'weighted-sum',
  quantity: '1840.25',
  events: 62,
  days: october((day) => (day % 3 === 0 ? '1840.5' : day % 3 === 1 ? '1840.123456' : '0')),
};
const TRAFFIC: SampleUsage = {
  line: 7,
  meter: 'traffic.out',
  unit: 'B',
  property: 'bytes',
  aggregation: 'sum',
  quantity: '12406000000000',
  events: 318811,
  days: october((day) => (day === 31 ? '406000000000' : '400000000000')),
  prices: [{ price: 'price-8', divideBy: '1000000000' }],
};

const textsOf = async (invoice: Invoice): Promise<PrintedText[]> => printedTexts(await renderInvoice(invoice));
const sample = (usages: readonly SampleUsage[], changes: Partial<Invoice> = {}): Invoice =>
  annexed(sampleInvoice(twelveLines(), changes), usages);

/** Quantities printed beside the days of the section with this heading, in reading order. */
function daysUnder(texts: readonly PrintedText[], heading: string): [string, string][] {
  const from = texts.findIndex(({ text }) => text === heading);
  const after = texts.slice(from + 1).findIndex(({ text }) => /^(Zähler|Meter|Compteur) /.test(text));
  const section = after < 0 ? texts.slice(from) : texts.slice(from, from + 1 + after);
  return section.flatMap(({ text }, i) =>
    /^\d+(\.|er)? (Okt\.|Oct|oct\.|Nov|nov\.)/.test(text) ? [[text, section[i + 1]?.text ?? '']] : [],
  );
}

describe('the annex', () => {
  it('begins on a page behind the invoice, and every page says how many there are', async () => {
    const texts = await textsOf(sample([CALLS, STORAGE, TRAFFIC]));
    const title = texts.find(({ text }) => text === 'Anlage: Verbrauch nach Tagen');
    const total = texts.find(({ text }) => text === 'Rechnungsbetrag');
    expect(title!.page).toBe(total!.page + 1);
    const pages = Math.max(...texts.map(({ page }) => page));
    expect(texts.filter(({ text }) => text.startsWith('Seite')).map(({ text }) => text)).toEqual(
      Array.from({ length: pages }, (_, i) => `Seite ${i + 1} von ${pages}`),
    );
    expect(texts.filter(({ page, text }) => page >= title!.page && text === 'Rechnung RE-2026-004217')).toHaveLength(
      pages - title!.page + 1,
    );
  });

  it('prints each day once, in order, and they add up to the quantity', async () => {
    const days = daysUnder(await textsOf(sample([CALLS])), 'Zähler api.calls');
    expect(days.map(([day]) => day)).toEqual(october((day) => `${day}. Okt.`));
    expect(days[0]).toEqual(['1. Okt.', '1.000']);
    expect(days[30]).toEqual(['31. Okt.', '1.030']);
    expect(summed(days.map(([, quantity]) => quantity.replace('.', '')))).toBe('31465');
  });

  it('says with the line where its days are, and in the annex everything of the meter', async () => {
    const strings = (await textsOf(sample([CALLS, STORAGE, TRAFFIC]))).map(({ text }) => text);
    expect(strings).toContain('31.465 Ereignisse, Tageswerte in der Anlage');
    expect(strings).toContain('Summe von bytes, 318.811 Ereignisse');
    expect(strings).toContain('Die Tage ergeben zusammen 31.465.');
    expect(strings).toContain('12.406.000.000.000 ÷ 1.000.000.000 = 12.406 GB');
    expect(strings).toContain(`Kennung der Ereignisse: ${sample([CALLS]).usageAnnex![0]!.fingerprint}`);
    // Tiers on the invoice and in the annex.
    expect(strings.filter((text) => text === 'über 1.000.000')).toHaveLength(2);
  });

  it.each([
    { language: 'de', reference: '62 Ereignisse, Tageswerte in der Anlage', title: 'Anlage: Verbrauch nach Tagen', first: '1. Okt.' },
    { language: 'en', reference: '62 events, daily quantities in the annex', title: 'Annex: usage by day', first: '1 Oct' },
    {
      language: 'fr',
      reference: '62 opérations, quantités par jour en annexe',
      title: 'Annexe : consommation par jour',
      first: '1er oct.',
    },
  ] as const)('is in the language of the document: $title', async ({ language, reference, title, first }) => {
    const strings = (await textsOf(sample([STORAGE], { language }))).map(({ text }) => text);
    expect(strings).toEqual(expect.arrayContaining([reference, title, first]));
  });

  it('is there with a draft too, marked as one', async () => {
    const texts = await printedTexts(await renderPreview(annexed(sampleDraft(twelveLines()), [CALLS])));
    const title = texts.find(({ text }) => text === 'Anlage: Verbrauch nach Tagen')!;
    expect(texts.filter(({ page, text }) => page === title.page && text === 'Entwurf · DRAFT')).toHaveLength(2);
  });

  it('has the same bytes whenever it is drawn', async () => {
    const invoice = sample([CALLS, STORAGE]);
    const [one, other] = [await renderInvoice(invoice), await renderInvoice(structuredClone(invoice))];
    expect(Buffer.compare(one, other)).toBe(0);
  });

  it('says nothing in the electronic invoice, which is that of the lines alone', () => {
    expect(invoiceToAttach(sample([CALLS, STORAGE]))).toBe(invoiceToAttach(sample([])));
  });

  it('is tagged: headings, and two tables of each meter with a row for each day', async () => {
    const [without, roles] = [await rolesIn(await renderInvoice(sample([]))), await rolesIn(await renderInvoice(sample([CALLS])))];
    const more = (role: string): number => [roles, without].map((all) => all.filter((it) => it === role).length).reduce((a, b) => a - b);
    expect({ H2: more('H2'), H3: more('H3'), Table: more('Table') }).toEqual({ H2: 1, H3: 1, Table: 2 });
    // Head, line and three tiers; head and 31 days.
    expect(more('TR')).toBe(1 + 4 + 1 + 31);
  });
});

describe('whose days they are', () => {
  it('a line that was taken back refers to none, though its meter and period have some', async () => {
    const invoice = sample([CALLS]);
    const { fingerprint: _, ...trace } = invoice.lines[5]!.trace;
    const takenBack = { ...invoice.lines[5]!, trace: { ...trace, events: 0 } };
    const strings = (await textsOf({ ...invoice, lines: [...invoice.lines.slice(0, 5), takenBack, ...invoice.lines.slice(5)] })).map(
      ({ text }) => text,
    );
    expect(strings.filter((text) => text.includes('Tageswerte in der Anlage'))).toEqual(['31.465 Ereignisse, Tageswerte in der Anlage']);
  });

  it('a line of two meters stands with the first, and both have their days', async () => {
    const two = sample([CALLS, { ...CALLS, meter: 'second' }]);
    const peaks = two.usageAnnex!.map(({ meter, fingerprint, events, quantity }) => ({ meter, fingerprint, events, measured: quantity }));
    const lines = two.lines.map((line, i) => {
      const { meter: _, events: __, fingerprint: ___, ...trace } = line.trace;
      return i === 5 ? { ...line, trace: { ...trace, peaks } } : line;
    });
    const texts = await textsOf({ ...two, lines });
    const strings = texts.map(({ text }) => text);
    expect(strings.filter((text) => text.startsWith('Zähler'))).toEqual(['Zähler api.calls', 'Zähler second']);
    expect(strings).toContain('Tageswerte in der Anlage');
    expect(strings.filter((text) => text === 'API-Aufrufe')).toHaveLength(2);
    expect(collisions(texts)).toEqual([]);
  });

  it('a line of a thousand steps goes on over pages with them', async () => {
    const parts = Array.from({ length: 1000 }, (_, i) => ({ quantity: '1', unitPrice: '0.01', values: [`value-${i}`] }));
    const texts = await textsOf(annexed(sampleInvoice([{ description: 'Calls', parts }]), [{ ...CALLS, line: 0 }]));
    expect(texts.filter(({ text }) => text === 'value-999')).toHaveLength(2);
    expect(collisions(texts)).toEqual([]);
  });
});

describe('a note says why days do not add up', () => {
  it.each([
    { aggregation: 'max', note: 'What counts for the period is the greatest value of its days: 12,406.' },
    { aggregation: 'latest', note: 'What counts for the period is the latest value: 12,406.' },
    { aggregation: 'unique', note: 'A value counts once in the period, even if it is there on several days: 12,406.' },
    { aggregation: 'average', note: 'What counts for the period is the mean of all events: 12,406; a day with more events weighs more.' },
  ] as const)('by $aggregation', async ({ aggregation, note }) => {
    const { prices: _, unit: __, ...usage } = TRAFFIC;
    const texts = await textsOf(sample([{ ...usage, aggregation, quantity: '12406' }], { language: 'en' }));
    expect(texts.map(({ text }) => text)).toContain(note);
  });

  it('or that windows are priced by themselves, or a quantity is rounded', async () => {
    const rounded: SampleUsage = { ...CALLS, line: 8, quantity: '218399.5', prices: [{ price: 'price-9', isRounded: true }] };
    const byHour: SampleUsage = { ...CALLS, line: 9, meter: 'hours', prices: [{ price: 'price-10', window: 'hour', multiplyBy: '2' }] };
    const strings = (await textsOf(sample([rounded, byHour], { language: 'en' }))).map(({ text }) => text);
    expect(strings).toContain('218,399.5, rounded 218,400');
    expect(strings).toContain('Each hour is priced by itself. (× 2)');
  });

  it('and what nothing was measured on is a dash, not zero', async () => {
    const peak: SampleUsage = { ...CALLS, aggregation: 'max', property: 'calls', days: october((day) => (day === 3 ? '7' : null)) };
    const days = daysUnder(await textsOf(sample([peak])), 'Zähler api.calls');
    expect(days.slice(1, 4)).toEqual([['2. Okt.', '–'], ['3. Okt.', '7'], ['4. Okt.', '–']]); // prettier-ignore
  });
});

describe('positions', () => {
  it('decimal marks of a column stand below one another', async () => {
    const texts = await textsOf(sample([STORAGE], { language: 'en' }));
    const first = texts.findIndex(({ text }) => text === '1 Oct');
    const left = (day: number): number => texts[first + 2 * day - 1]!.left;
    // 1 October is 1,840.123456 and the 3rd 1,840.5: same digits before the point.
    expect(texts[first + 1]!.text).toBe('1,840.123456');
    expect(left(3)).toBeCloseTo(left(1), 1);
  });

  it('the last column ends at the right edge of the text', async () => {
    const texts = await textsOf(sample([CALLS]));
    expect(texts.find(({ text }) => text === '1.030')!.right).toBeCloseTo(190, 0);
  });

  const long = 'M'.repeat(30) + '.' + 'meter-with-a-long-name'.repeat(2).slice(0, 33);
  const many = (count: number, changes: Partial<SampleUsage>): SampleUsage[] =>
    Array.from({ length: count }, (_, line) => ({ ...CALLS, line, meter: `meter-${line}`, ...changes }));
  it.each([
    { why: 'ten meters', usages: many(10, {}) },
    {
      why: 'long names and units',
      usages: many(3, { meter: long, unit: 'units with a name that goes on and on and on', property: 'p'.repeat(64), aggregation: 'sum' }),
    },
    { why: 'figures of twenty and eighteen digits', usages: many(2, { days: october(() => '99999999999999999999.999999999999999999') }) },
    { why: 'negative days', usages: many(4, { days: october((day) => `-${day}.5`), aggregation: 'sum' }) },
    {
      why: 'five days',
      usages: many(3, {
        days: ['1', '2', '3', '4', '5'],
        period: { start: '2026-10-26T23:00:00Z', end: '2026-10-31T23:00:00Z', zone: 'Europe/Berlin' },
      }),
    },
  ])('nothing leaves the page or meets anything: $why', async ({ usages }) => {
    for (const changes of [{ language: 'de' }, { language: 'fr', currency: 'KWD' }] as const)
      expect(collisions(await textsOf(sample(usages, changes)))).toEqual([]);
  });

  it('days of a year go on over pages under their heading, each of them once', async () => {
    const start = monthIn('2026-01', 'Europe/Berlin').start;
    const period = { start, end: monthIn('2026-12', 'Europe/Berlin').end, zone: 'Europe/Berlin' };
    const year = sampleInvoice([{ ...twelveLines()[5]!, group: 'Jahr' }]);
    const lines = year.lines.map((line) => ({ ...line, period }));
    const invoice = annexed({ ...year, lines }, [{ ...CALLS, line: 0, days: Array.from({ length: 365 }, (_, i) => String(i)) }]);
    const texts = await textsOf(invoice);
    const [first, ...more] = texts.filter(({ text }) => text === 'Zähler api.calls');
    expect(more.map(({ page }) => page)).toEqual([first!.page + 1]);
    const printed = texts
      .filter(({ page, text, left }) => page >= first!.page && left > 30 && /^\d+$/.test(text))
      .map(({ text }) => Number(text));
    expect(printed).toEqual(Array.from({ length: 365 }, (_, i) => i));
    expect(collisions(texts)).toEqual([]);
  });

  it('a heading stands on the page of its first day, wherever a long section begins', async () => {
    const year: SampleUsage = {
      ...CALLS,
      line: 7,
      meter: 'year',
      days: Array.from({ length: 200 }, () => '1'),
      period: { start: '2026-03-31T22:00:00Z', end: '2026-10-17T22:00:00Z', zone: 'Europe/Berlin' },
    };
    for (const [first, second] of [
      [31, 4],
      [31, 31],
      [50, 31],
      [50, 50],
      [70, 50],
      [80, 60],
    ] as const) {
      const before = [first, second].map((count, i): SampleUsage => {
        const start = `2026-${count > 31 ? '03' : '10'}-01T00:00:00Z`;
        const end = new Date(Date.parse(start) + count * 86_400_000).toISOString().replace('.000Z', 'Z');
        return {
          ...CALLS,
          line: 8 + i,
          meter: `before-${i}`,
          days: Array.from({ length: count }, () => '5'),
          period: { start, end, zone: 'UTC' },
        };
      });
      const texts = await textsOf(sample([...before, year]));
      const heading = texts.findIndex(({ text }) => text === 'Zähler year');
      const day = texts.slice(heading).find(({ text }) => text === '1. Apr.');
      expect(day!.page).toBe(texts[heading]!.page);
    }
  });

  it('a month of one meter takes a third of a page: three begin on the first', async () => {
    const plain = many(3, {}).map((usage, i) => ({ ...usage, line: 8 + i }));
    const texts = await textsOf(sample(plain));
    const pages = texts.filter(({ text }) => /^Zähler /.test(text)).map(({ page }) => page);
    expect(new Set(pages).size).toBe(1);
  });
});
