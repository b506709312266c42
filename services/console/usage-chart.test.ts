import { describe, expect, it } from '@jest/globals';
import { meter as meterSchema, type Meter } from '../../shared/meter.ts';
import { addDays } from '../../shared/period.ts';
import { axisFigure, scaleOver } from './chart-scale.ts';
import { usageChart } from './usage-chart.ts';
import { chartedDays, daysToMeasure } from './usage-days.ts';
import { soFarText, usedSoFar } from './usage-so-far.ts';

describe('the axis of a chart', () => {
  it.each([
    { why: 'nothing', values: [], ticks: [0, 1, 2, 3, 4] },
    { why: 'a round maximum', values: [200_000], ticks: [0, 50_000, 100_000, 150_000, 200_000] },
    { why: 'one above it', values: [200_001], ticks: [0, 100_000, 200_000, 300_000, 400_000] },
    { why: 'fractions', values: [0.3], ticks: [0, 0.1, 0.2, 0.3, 0.4] },
    { why: 'ten', values: [10, 3], ticks: [0, 2.5, 5, 7.5, 10] },
    { why: 'what was taken back', values: [-3, 5], ticks: [-4, -2, 0, 2, 4, 6] },
  ])('of $why has lines at $ticks', ({ values, ticks }) => {
    expect(scaleOver(values).ticks).toEqual(ticks);
  });

  it.each([
    { value: 0, high: 200_000, text: '0' },
    { value: 50_000, high: 200_000, text: '50 k' },
    { value: 2_500, high: 9_999, text: '2,500' },
    { value: 2_500_000, high: 10_000_000, text: '2.5 M' },
    { value: -0.25, high: 1, text: '−0.25' },
  ])('writes $value as $text', ({ value, high, text }) => expect(axisFigure(value, high)).toBe(text));
});

describe('the days of a chart', () => {
  const measured = {
    meter: 'calls',
    events: 3,
    days: [
      { day: '2026-10-04', quantity: '50', events: 1 },
      { day: '2026-10-05', quantity: '0', events: 0 },
      { day: '2026-11-01', quantity: '200', events: 1 },
      { day: '2026-11-02', quantity: '100', events: 1 },
    ],
  };

  it('are those of the month and of the month before it, four weeks at least, as far as it has come', () => {
    expect(daysToMeasure('2026-11', '2026-11-02')).toEqual({ from: '2026-10-01', until: '2026-11-03' });
    expect(daysToMeasure('2026-03', '2026-11-02')).toEqual({ from: '2026-02-01', until: '2026-04-01' });
  });

  it('stand beside those four weeks earlier, and say which is not over', () => {
    const days = chartedDays(measured, '2026-11', '2026-11-02');
    expect(days).toHaveLength(30);
    expect(days[0]).toEqual({ day: '2026-11-01', quantity: '200', events: 1, earlier: '50', isIncomplete: false, isToCome: false });
    expect(days[1]).toEqual({ day: '2026-11-02', quantity: '100', events: 1, earlier: null, isIncomplete: true, isToCome: false });
    // 29 November lies four weeks behind the first, 30 November behind today, which is not over.
    expect(days[28]).toMatchObject({ quantity: null, earlier: '200', isToCome: true });
    expect(days[29]).toMatchObject({ earlier: null });
  });

  it('are drawn twice, with bars of 68 % of their slot from the baseline up', () => {
    const text = usageChart({ meter: 'calls', unit: 'Calls', month: '2026-11' }, chartedDays(measured, '2026-11', '2026-11-02')).toString();
    expect(text.match(/viewBox="[^"]+"/g)).toEqual(['viewBox="0 0 1080 240"', 'viewBox="0 0 358 200"']);
    expect(text.match(/<rect/g)).toHaveLength(2 * (2 + 1));
    // 1,020 units and 30 days: slots of 34, bars of 23.12 with 5.44 on either side; 200 of 200 is all of the 196 units up.
    expect(text).toContain('<rect class="bar" x="61.44" y="10" width="23.12" height="196"/>');
    // Half of it today, hatched.
    expect(text).toContain('<rect fill="url(#hatch-wide)" x="95.44" y="108" width="23.12" height="98"/>');
    // 50 four weeks before the first, a quarter of the way up.
    expect(text).toContain('<line class="mark" x1="57.7" x2="88.3" y1="157" y2="157"/>');
    expect(text).toContain('<title id="chart-wide">Calls per day in November 2026: the most, 200, on 1 Nov.');
    expect(text).not.toContain('style=');
  });
});

describe('usage so far', () => {
  const meter = (aggregation: 'sum' | 'count' | 'max' | 'unique'): Meter =>
    meterSchema.parse({
      ...{ id: 'calls', eventType: 'api.calls', aggregation },
      ...(aggregation === 'count' ? {} : { valueProperty: 'calls' }),
    });
  /** One a day in January, ten in February, a hundred in March. */
  const measured = {
    meter: 'calls',
    events: 90,
    days: Array.from({ length: 90 }, (_, i) => addDays('2026-01-01', i)).map((day) => ({
      ...{ day, events: 1 },
      quantity: { '01': '1', '02': '10', '03': '100' }[day.slice(5, 7)] ?? '0',
    })),
  };
  const told = (month: string, today: string, of = measured): string[] => usedSoFar([meter('sum')], [of], month, today).map(soFarText);

  it.each([
    { why: 'the days that are over, today on neither side', today: '2026-03-03', text: '1 to 2 March: 200; 1 to 2 February: 20; +180' },
    { why: 'one day', today: '2026-03-02', text: '1 March: 100; 1 February: 10; +90' },
    { why: 'more days than the month before has', today: '2026-03-31', text: '1 to 30 March: 3,000; 1 to 28 February: 280; +2,720' },
    { why: 'a month that is over, whole', month: '2026-02', today: '2026-03-31', text: '1 to 28 February: 280; 1 to 31 January: 31; +249' },
  ])('is held against last month: $why', ({ month = '2026-03', today, text }) => expect(told(month, today)).toEqual([text]));

  it('says how much less it is as well, and that there was nothing', () => {
    const days = measured.days.map((it) => ({ ...it, quantity: it.day >= '2026-03' ? '4' : '10' }));
    expect(told('2026-03', '2026-03-11', { ...measured, days })).toEqual(['1 to 10 March: 40; 1 to 10 February: 100; −60']);
    expect(told('2026-03', '2026-03-02', { ...measured, days: days.slice(59) })).toEqual(['1 March: 4; 1 February: 0; +4']);
  });

  it('is not told on the first day, nor of what does not add up, nor of a meter that can not tell of a day', () => {
    expect(told('2026-03', '2026-03-01')).toEqual([]);
    for (const aggregation of ['max', 'unique'] as const)
      expect(usedSoFar([meter(aggregation)], [measured], '2026-03', '2026-03-10')).toEqual([]);
    expect(usedSoFar([meter('count')], [measured], '2026-03', '2026-03-10')).toHaveLength(1);
    const untold = measured.days.map((it) => (it.day === '2026-02-02' ? { ...it, quantity: null } : it));
    expect(usedSoFar([meter('sum')], [{ ...measured, days: untold }], '2026-03', '2026-03-10')).toEqual([]);
  });
});
