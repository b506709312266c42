/** What the kept data folder was made of: figures that a person can add up. */
import { SELLER_YAML, customerYaml } from './catalog.ts';

/** Every run is released. Milan's tax can't be told, so it is set aside. */
export const FIXTURE_CATALOG = `${SELLER_YAML.replace('policy: never', 'policy: always')}customers:${['adler', 'bussard']
  .map((id) => customerYaml({ id, start: '2026-09-01' }))
  .join('')}${customerYaml({ id: 'milan', country: 'FR', start: '2026-09-01' })}
`;

const calls = (id: string, customer: string, time: string, count: number) => ({
  id,
  customer,
  type: 'api.calls',
  time,
  properties: { calls: count },
});

/** Events with the moment they are stored: September is run after the first, October after the last. */
export const FIXTURE_EVENTS = [
  {
    storedAt: '2026-09-20T12:00:00Z',
    events: [
      calls('a-1', 'adler', '2026-09-20T10:00:00Z', 30),
      calls('b-1', 'bussard', '2026-09-20T10:00:00Z', 120),
      calls('x-1', 'nobody', '2026-09-20T10:00:00Z', 1),
    ],
  },
  {
    storedAt: '2026-10-20T12:00:00Z',
    events: [
      calls('a-2', 'adler', '2026-10-20T10:00:00Z', 50),
      { id: 'a-3', customer: 'adler', type: 'message.sent', time: '2026-10-20T10:00:00Z', properties: {} },
      // Of September, and stored when that was billed: 10 calls more.
      calls('a-late', 'adler', '2026-09-21T10:00:00Z', 10),
    ],
  },
];
