import type { Catalog } from '../../shared/catalog.store.ts';

/**
 * Usage of the sample customers in the sample month: some thousand events from a seed, generated and never stored,
 * with what real senders do among it: an event sent twice, one taken back, one broken.
 */
export function* sampleUsage(catalog: Catalog, month: string, seed = 20261001): Generator<object> {
  const random = mulberry32(seed);
  const days = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  for (const { customer, subscriptions } of catalog.customers) {
    const size = subscriptions[0]?.plan === 'business' ? 12 : 1;
    for (let day = 1; day <= days; day++) {
      const date = `${month}-${String(day).padStart(2, '0')}`;
      const event = (name: string, type: string, properties: object): object => ({
        id: `${customer.id}-${date}-${name}`,
        customer: customer.id,
        type,
        time: `${date}T${String(8 + Math.floor(random() * 10)).padStart(2, '0')}:${String(Math.floor(random() * 60)).padStart(2, '0')}:00Z`,
        properties,
      });
      for (const part of ['am', 'pm']) {
        yield event(`calls-${part}`, 'api.calls', { calls: Math.floor((1_000 + random() * 9_000) * size) });
      }
      yield event('storage', 'storage.measured', { gigabyteDays: (Math.floor((50 + random() * 100) * size * 1_000) / 1_000).toFixed(3) });
      const messages = Math.floor(random() * 4 * Math.sqrt(size));
      for (let i = 0; i < messages; i++) yield event(`message-${i}`, 'message.delivered', {});
    }
  }
  yield* whatRealSendersDo(catalog, month);
}

function* whatRealSendersDo(catalog: Catalog, month: string): Generator<object> {
  const customer = catalog.customers[0]?.customer.id;
  const time = `${month}-15T12:00:00Z`;
  const mistaken = { id: `${customer}-mistaken`, customer, type: 'api.calls', time, properties: { calls: 5_000_000 } };
  yield mistaken;
  yield mistaken;
  yield { id: `${customer}-mistaken-reversal`, customer, type: 'api.calls', time, reverses: mistaken.id };
  yield { id: `${customer}-broken`, customer, type: 'api.calls', time, properties: { calls: 'many' } };
}

/** A small generator of pseudo-random numbers in [0, 1): the same seed gives the same month on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
