import { describe, expect, it } from '@jest/globals';
import { axisFigure, scaleOver } from './chart-scale.ts';
import { usageChart } from './usage-chart.ts';
import { chartedDays, daysToMeasure } from './usage-days.ts';

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

  it('are those of the month and the four weeks before it, as far as it has come', () => {
    expect(daysToMeasure('2026-11', '2026-11-02')).toEqual({ from: '2026-10-04', until: '2026-11-03' });
    expect(daysToMeasure('2026-02', '2026-11-02')).toEqual({ from: '2026-01-04', until: '2026-03-01' });
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
