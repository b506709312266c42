import { describe, expect, it } from '@jest/globals';

import { CONFLICT } from '../../shared/quarantine.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import type { Judged } from './accept-event.ts';
import { fatesOf } from './fates.ts';

const good = (id: string): Judged => ({
  id,
  text: '',
  event: usageEvent.parse({ id, customer: 'adler', type: 't', time: '2026-10-15T12:00:00Z' }),
});
const bad = (id: string | null): Judged => ({ id, text: '', reason: { code: 'bad-field', message: 'Why.' } });

describe('the answer to a request', () => {
  it('has the fate of each event in the order of the request, and counts them', () => {
    expect(fatesOf([bad(null), good('a'), bad('x'), good('b'), good('c')], ['accepted', 'duplicate', 'conflict'])).toEqual({
      accepted: 1,
      duplicates: 1,
      conflicts: 1,
      quarantined: 2,
      events: [
        { id: null, fate: 'quarantined', reason: 'Why.' },
        { id: 'a', fate: 'accepted' },
        { id: 'x', fate: 'quarantined', reason: 'Why.' },
        { id: 'b', fate: 'duplicate' },
        { id: 'c', fate: 'conflict', reason: CONFLICT.message },
      ],
    });
  });

  it('to nothing counts nothing', () => {
    expect(fatesOf([], [])).toEqual({ accepted: 0, duplicates: 0, conflicts: 0, quarantined: 0, events: [] });
  });
});
