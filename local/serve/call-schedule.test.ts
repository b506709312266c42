import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { keepCatalog } from '../../shared/catalog.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { catalogYaml, importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { Schedule } from './call-schedule.ts';

const AT = new Date('2026-11-02T11:00:00Z');
const MISSING = { alarm: 'RunMissing', sellerId: SELLER, month: '2026-10' };

describe('the schedule of a folder', () => {
  let world: Embedded;
  let told: string[];
  let answers: Record<string, () => unknown>;
  let calls: string[];
  let schedule: Schedule;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    [told, calls, answers] = [[], [], {}];
    const invoke = async (name: string, payload: string): Promise<string> => {
      const { at, sellerId } = JSON.parse(payload) as { at: string; sellerId: string };
      calls.push(`${name} ${sellerId} ${at}`);
      return JSON.stringify((await answers[`${name} ${sellerId}`]?.()) ?? []);
    };
    schedule = new Schedule(invoke, ({ event, text }) => told.push(`${event}: ${text}`));
  });
  afterEach(() => world.close());

  it('starts what is due, closes days and then looks for what is wrong, for each seller at that instant', async () => {
    await keepCatalog(parseCatalog(catalogYaml({ id: 'adler' }).replace('id: kranich', 'id: albatros'), 'other.yml'));
    await schedule.call(AT);
    expect(calls).toEqual(
      ['albatros', 'kranich'].flatMap((seller) => [
        `billing-run/start-runs ${seller} 2026-11-02T11:00:00.000Z`,
        `billing-run/close-days ${seller} 2026-11-02T11:00:00.000Z`,
        `billing-run/check-runs ${seller} 2026-11-02T11:00:00.000Z`,
        `payment-collection/open-dunning-cases ${seller} 2026-11-02T11:00:00.000Z`,
      ]),
    );
    expect(told).toEqual([]);
  });

  it('looks for overdue invoices once an hour', async () => {
    for (const minute of ['11:00', '11:01', '11:59', '12:00']) await schedule.call(new Date(`2026-11-02T${minute}:00Z`));
    const looked = calls.filter((call) => call.includes('open-dunning-cases')).map((call) => call.split('T').at(-1));
    expect(looked).toEqual(['11:00:00.000Z', '12:00:00.000Z']);
  });

  it('tells of an alarm once while it lasts, and again when it comes back', async () => {
    answers['billing-run/check-runs kranich'] = () => [MISSING];
    await schedule.call(AT);
    await schedule.call(AT);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^alarm: Alarm: The run of 2026-10 of kranich is missing\. Start it: .* run 2026-10 --seller kranich$/);
    delete answers['billing-run/check-runs kranich'];
    await schedule.call(AT);
    answers['billing-run/check-runs kranich'] = () => [MISSING];
    await schedule.call(AT);
    expect(told).toHaveLength(2);
  });

  it('tells of a step that failed, and goes on with the others', async () => {
    answers['billing-run/start-runs kranich'] = () => Promise.reject(new Error('Issuing is locked.'));
    answers['billing-run/check-runs kranich'] = () => [MISSING];
    await schedule.call(AT);
    await schedule.call(AT);
    expect(told).toEqual(['trouble: start-runs of kranich failed: Issuing is locked.', expect.stringContaining('is missing')]);
  });

  it('is called one after the other', async () => {
    const first = Promise.withResolvers<void>();
    answers['billing-run/start-runs kranich'] = () => first.promise;
    const both = Promise.all([schedule.call(AT), schedule.call(AT)]);
    first.resolve();
    await both;
    expect(calls.map((call) => call.split(' ')[0])).toEqual([
      ...['billing-run/start-runs', 'billing-run/close-days', 'billing-run/check-runs', 'payment-collection/open-dunning-cases'],
      ...['billing-run/start-runs', 'billing-run/close-days', 'billing-run/check-runs'],
    ]);
  });
});
