import { describe, expect, it } from '@jest/globals';
import type { StateVisit } from '../../shared/executions.ts';
import { timeAtWork, waitOf } from './run-state.ts';

const at = (time: string): Date => new Date(`2026-11-${time}Z`);
const visit = (state: string, entered: string, exited?: string): Pick<StateVisit, 'state' | 'enteredAt' | 'exitedAt'> => ({
  ...{ state, enteredAt: at(entered) },
  ...(exited === undefined ? {} : { exitedAt: at(exited) }),
});
const RUNNING = { status: 'RUNNING' } as const;
const MINUTE = 60_000;

describe('the time at work', () => {
  // Three minutes of drafts, a day of waiting, two minutes of documents, an hour of repair, one minute more.
  const VISITS = [
    visit('PrepareDrafts', '02T05:00:00', '02T05:03:00'),
    visit('AwaitRelease', '02T05:03:00', '03T05:03:00'),
    visit('GenerateInvoices', '03T05:03:00', '03T05:05:00'),
    visit('AwaitRepair', '03T05:05:00', '03T06:05:00'),
    visit('GenerateInvoices', '03T06:05:00', '03T06:06:00'),
  ];
  const NOW = at('04T05:00:00');

  it('leaves out what a run waited for people', () => expect(timeAtWork(VISITS, undefined, NOW)).toBe(6 * MINUTE));

  it('counts the state a run is in up to now', () => {
    expect(timeAtWork([...VISITS, visit('VerifyRun', '04T04:58:00')], RUNNING, NOW)).toBe(8 * MINUTE);
  });

  it('counts nothing of a state that a run failed in, whose end is not known', () => {
    expect(timeAtWork([visit('OpenRun', '02T05:00:00')], { status: 'FAILED' }, NOW)).toBe(0);
    const redriven = [visit('OpenRun', '02T05:00:00'), visit('OpenRun', '04T04:59:00')];
    expect(timeAtWork(redriven, RUNNING, NOW)).toBe(MINUTE);
  });

  it('grows by nothing while a run waits', () => {
    expect(timeAtWork([...VISITS.slice(0, 1), visit('AwaitRelease', '02T05:03:00')], RUNNING, NOW)).toBe(3 * MINUTE);
  });

  it('is not known once the history is gone', () => expect(timeAtWork([], undefined, NOW)).toBeUndefined());
});

describe('a run that misses documents', () => {
  const RUN = { state: 'sealed', round: 1, isDryRun: false } as const;
  const RECORD = { for: 'repair', round: 0, since: '2026-11-03T05:05:00Z', about: {} } as const;

  it('waits for its repair, also where its history is gone', () => {
    expect(waitOf(RUN, RECORD, [{ state: 'AwaitRepair' }])).toMatchObject({ for: 'repair' });
    expect(waitOf(RUN, RECORD)).toMatchObject({ for: 'repair', since: RECORD.since });
  });

  it('does not wait any more once it went on, whatever its record says', () => {
    expect(waitOf(RUN, RECORD, [{ state: 'AwaitRepair' }, { state: 'GenerateInvoices' }])).toBeUndefined();
  });
});
