import { describe, expect, it } from '@jest/globals';
import type { Graph } from '../../shared/asl-walk.ts';
import type { StateVisit } from '../../shared/executions.ts';
import { machineOutline } from './machines.ts';
import { outlineOf } from './machine-outline.ts';
import { standingsOf, type Course } from './machine-standing.ts';
import { drawCourse } from './machine-svg.ts';

const AT = new Date('2026-11-02T05:00:00Z');
const BILLING_RUN = machineOutline('billing-run');

const visit = (state: string, changes: Partial<StateVisit> = {}): StateVisit => ({
  ...{ state, type: 'Task', input: {}, output: {}, enteredAt: AT, exitedAt: AT, attempts: 1 },
  ...changes,
});
/** One that the execution is in. */
const open = (state: string): StateVisit => {
  const { output: _, exitedAt: __, ...rest } = visit(state);
  return rest;
};
const course = (changes: Partial<Course>): Course => ({
  ...{ execution: { status: 'RUNNING' }, visits: [], counts: undefined, notes: {}, aside: { SetAside: 0 } },
  ...changes,
});
const standing = (state: string, changes: Partial<Course>): unknown => standingsOf(BILLING_RUN, course(changes)).get(state);
const drawn = (changes: Partial<Course>): string => {
  const at = course(changes);
  return drawCourse({
    ...{ name: 'billing-run', outline: BILLING_RUN, standings: standingsOf(BILLING_RUN, at), visits: at.visits },
    hrefOf: (state) => `?state=${state}`,
  }).toString();
};

describe('the outline of the billing run', () => {
  it('has of the steps inside a map those that do something', () => {
    const inside = (map: string): string[] => Object.keys(BILLING_RUN.States[map]?.ItemProcessor?.States ?? {});
    expect(inside('PrepareDrafts')).toEqual(['CalculatePrice', 'DraftInvoice', 'SetAside']);
    expect(inside('GenerateInvoices')).toEqual(['Invoice']);
  });

  it('has a map beside the way to success as a box', () => {
    expect(BILLING_RUN.States['GeneratePreviews']).not.toHaveProperty('ItemProcessor');
  });

  it('leaves a machine without maps as it is', () => {
    const machine: Graph = { StartAt: 'A', States: { A: { Type: 'Task', Next: 'B' }, B: { Type: 'Succeed' } } };
    expect(outlineOf(machine)).toEqual(machine);
  });
});

describe('a state', () => {
  it.each([
    { why: 'that was left is done', state: 'OpenRun', visits: [visit('OpenRun'), open('LoadCustomers')], expected: 'done' },
    { why: 'that is at work is running', state: 'LoadCustomers', visits: [open('LoadCustomers')], expected: 'running' },
    { why: 'that waits for a token waits for a person', state: 'AwaitRelease', visits: [open('AwaitRelease')], expected: 'waiting' },
    { why: 'that was not come to is open', state: 'SealRun', visits: [open('AwaitRelease')], expected: 'open' },
    {
      why: 'that is gone through again is at work again',
      state: 'LoadCustomers',
      visits: [visit('LoadCustomers'), open('LoadCustomers')],
      expected: 'running',
    },
  ])('$why', ({ state, visits, expected }) => expect(standing(state, { visits })).toMatchObject({ standing: expected }));

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)('in which an execution ended as %s has failed', (status) => {
    expect(standing('SealRun', { execution: { status }, visits: [open('SealRun')] })).toMatchObject({ standing: 'failed' });
  });

  it('says how often its work was begun anew, in all passages', () => {
    const visits = [visit('OpenRun', { attempts: 3 }), visit('OpenRun', { attempts: 2 })];
    expect(standing('OpenRun', { visits })).toMatchObject({ retries: 3 });
  });

  it('of a map has the counts of its items while it runs', () => {
    const counts = { state: 'GenerateInvoices', total: 4_797, pending: 2_000, running: 487, succeeded: 2_308, failed: 2 };
    const visits = [open('GenerateInvoices')];
    expect(standing('GenerateInvoices', { visits, counts })).toMatchObject({
      note: '2,308 of 4,797',
      progress: { done: 2_308, failed: 2, total: 4_797 },
    });
    expect(standing('PrepareDrafts', { visits: [visit('PrepareDrafts')], counts })).not.toHaveProperty('progress');
  });

  it('inside a map stands as the map does, and one that sets aside only if it did', () => {
    const visits = [visit('PrepareDrafts')];
    expect(standing('CalculatePrice', { visits, notes: { CalculatePrice: '4,812' } })).toMatchObject({ standing: 'done', note: '4,812' });
    expect(standing('SetAside', { visits })).toMatchObject({ standing: 'open' });
    expect(standing('SetAside', { visits, aside: { SetAside: 15 } })).toEqual({ standing: 'aside', retries: 0, note: '15' });
  });
});

describe('the drawing', () => {
  it('is 374 wide, from the top downwards, and nothing of it lies outside', () => {
    const svg = drawn({});
    const [, , width, height] = /viewBox="([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)"/.exec(svg)?.slice(1).map(Number) ?? [];
    expect(width).toBe(374);
    const boxes = [...svg.matchAll(/<rect class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)];
    expect(boxes.length).toBeGreaterThan(20);
    for (const [, x, y, wide, high] of boxes) {
      expect(Number(x) + Number(wide)).toBeLessThanOrEqual(374);
      expect(Number(y) + Number(high)).toBeLessThanOrEqual(height ?? 0);
    }
  });

  it('is a link to each state, whose name says how it stands', () => {
    const svg = drawn({ visits: [visit('OpenRun', { attempts: 3 }), open('LoadCustomers')], notes: { LoadCustomers: '4,812' } });
    expect(svg).toContain('aria-label="OpenRun ↻ 2, done"');
    expect(svg).toContain('aria-label="LoadCustomers 4,812, running"');
    expect(svg).toContain('aria-label="SealRun, not reached"');
    expect(svg).toMatch(/href="\?state=SealRun"/);
  });

  it('draws a way that was gone as a whole line, and others dashed', () => {
    const edges = (svg: string): number => svg.match(/class="edge"/g)?.length ?? 0;
    expect(edges(drawn({}))).toBe(0);
    expect(edges(drawn({ visits: [visit('OpenRun'), open('LoadCustomers')] }))).toBe(1);
  });

  it('escapes what machines and notes are called', () => {
    expect(drawn({ visits: [visit('OpenRun')], notes: { OpenRun: '<b>"' } })).not.toContain('<b>');
  });
});
