import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { atInstant } from './waiting-room.ts';

describe('atInstant', () => {
  it('rings once when the clock has reached the instant', async () => {
    let rings = 0;
    atInstant(
      new Date(Date.now() + 20),
      () => new Date(),
      () => rings++,
    );
    await delay(10);
    expect(rings).toBe(0);
    await delay(40);
    expect(rings).toBe(1);
  });

  // A timer of Node holds 24.8 days; a longer one fires at once.
  it('looks at the clock once a minute while the instant is months away', async () => {
    let looks = 0;
    const present = new Date('2026-01-01T00:00:00Z');
    const { cancel } = atInstant(
      new Date('2026-12-31T00:00:00Z'),
      () => (looks++, present),
      () => undefined,
    );
    await delay(50);
    cancel();
    expect(looks).toBe(1);
  });

  it('never rings after it was cancelled', async () => {
    let rings = 0;
    const { cancel } = atInstant(
      new Date(0),
      () => new Date(),
      () => rings++,
    );
    cancel();
    await delay(10);
    expect(rings).toBe(0);
  });
});
