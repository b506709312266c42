/** What the console does, over the API: no page or form without a counterpart, and the same figures from both. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEntries } from '../../shared/audit.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { creditGrant } from '../../shared/catalog.ts';
import { keepCatalog, planVersions } from '../../shared/catalog.store.ts';
import { grantCredit } from '../../shared/credit.store.ts';
import { callsEvent, catalogYaml, DEARER_YAML, importCustomers, keepUsage, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { askApi } from '../../test/support/people.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { consoleApp } from './console.routes.ts';
import { API_ROUTES } from './v1.routes.ts';

const ADMIN = { email: 'admin@kranich.example', role: 'admin' } as const;
const V1 = `/v1/sellers/${SELLER}`;

describe('docs/api.md', () => {
  const SELLERS = '/sellers/{sellerId}';
  const routesIn = (cell = ''): string[] => [...cell.matchAll(/`((?:GET|POST) \/[^`]*)`/g)].map(([, route = '']) => route);
  const section = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
    .split('### Page by page')[1]!
    .split('\n### ')[0]!;
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, 3).map(routesIn));

  it('says for every page and form of the console what does the same over the API', () => {
    // The outbox is that of one machine, which a person looks at there.
    const beside = (route: string): boolean => route === 'GET /graph/{machine}' || route.startsWith('GET /mails/');
    const pages = consoleApp()
      .routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
      .filter((route) => /^(GET|POST) \/sellers\/\{sellerId\}\//.test(route))
      .map((route) => route.replace(SELLERS, ''));
    expect(rows.flatMap(([page]) => page).sort()).toEqual([...new Set(pages)].filter((it) => !beside(it)).sort());
    for (const [page = [], api = []] of rows) expect({ page, isAnswered: api.length > 0 }).toEqual({ page, isAnswered: true });
  });

  it('names routes that there are, and for each form one that is posted to', () => {
    const known = new Set(API_ROUTES.map(({ method, path }) => `${method} ${path.replace(`/v1${SELLERS}`, '')}`));
    expect(rows.flatMap(([, api]) => api).filter((route) => !known.has(route!))).toEqual([]);
    const forms = rows.filter(([page]) => page?.some((route) => route.startsWith('POST')));
    expect(forms.filter(([, api]) => !api?.some((route) => route.startsWith('POST')))).toEqual([]);
  });
});

describe('the API', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard', plan: 'plain' });
  });
  afterEach(() => world.close());

  it('checks a catalog and imports exactly that, once, for an admin', async () => {
    const { body } = await askApi(ADMIN, 'POST', `${V1}/catalog/check`, { body: { text: DEARER_YAML } });
    expect(body).toMatchObject({ outcome: 'checked', isThere: false, added: [{ kind: 'plan version', names: ['plain 2'] }] });
    const { contentHash, version } = body as { contentHash: string; version?: number };
    const checked = { contentHash, ...(version === undefined ? {} : { version }) };
    for (const role of ['viewer', 'biller', 'releaser'] as const)
      for (const [act, sent] of [
        ['check', { text: DEARER_YAML }],
        ['import', checked],
      ] as const)
        expect((await askApi({ ...ADMIN, role }, 'POST', `${V1}/catalog/${act}`, { body: sent })).status).toBe(403);
    expect((await planVersions(SELLER)).filter(({ id }) => id === 'plain')).toHaveLength(1);

    expect(await askApi(ADMIN, 'POST', `${V1}/catalog/import`, { body: checked })).toMatchObject({ status: 200, body: { contentHash } });
    expect((await askApi(ADMIN, 'POST', `${V1}/catalog/import`, { body: checked })).status).toBe(200);
    expect((await planVersions(SELLER)).filter(({ id }) => id === 'plain')).toHaveLength(2);
    expect((await auditEntries(SELLER, 'seller')).map(({ action, by }) => ({ action, by }))).toEqual([
      { action: 'imported', by: ADMIN.email },
    ]);
  });

  it('says what is wrong with a catalog, and where', async () => {
    const text = DEARER_YAML.replace('meter: calls, unitPrice: 0.12', 'meter: cals, unitPrice: 0.12');
    const { status, body } = await askApi(ADMIN, 'POST', `${V1}/catalog/check`, { body: { text } });
    const line = text.split('\n').findIndex((it) => it.includes('cals')) + 1;
    expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'refused', count: 1, faults: [{ line }] } });
  });

  it('takes a catalog that is larger than other bodies', async () => {
    const text = `${DEARER_YAML}# ${'x'.repeat(100_000)}`;
    expect((await askApi(ADMIN, 'POST', `${V1}/catalog/check`, { body: { text } })).status).toBe(200);
    expect((await askApi(ADMIN, 'POST', `${V1}/quarantine/replay`, { body: { ids: [], text } })).status).toBe(413);
  });

  it('counts what came in on a day, and who is subscribed, page by page', async () => {
    const many = Array.from({ length: 520 }, (_, i) => ({ id: `fink-${i}` }));
    await keepCatalog(parseCatalog(catalogYaml(...many), 'catalog.yml'));
    await keepUsage(callsEvent('adler', '1'), callsEvent('bussard', '1', { id: 'b', time: '2026-10-08T12:00:00Z' }));
    const whole = async (path: string): Promise<unknown> => {
      const { body: first } = await askApi(ADMIN, 'GET', path);
      expect(first).toHaveProperty('customers', 500);
      return (await askApi(ADMIN, 'GET', `${path}?after=${(first as { next: string }).next}`)).body;
    };
    const day = await whole(`${V1}/usage/2026-10-15`);
    expect(day).toMatchObject({ customers: 522, types: [{ type: 'api.calls', meters: ['calls'], events: 1, weekBefore: 1 }] });
    const { hours } = day as { hours: number[] };
    expect(hours.flatMap((count, hour) => (count > 0 ? [hour] : []))).toEqual([12]);
    expect(await whole(`${V1}/subscribers`)).toEqual({
      ...{ customers: 522, others: 0 },
      running: expect.arrayContaining([
        { plan: 'basic', version: 1, subscriptions: 521 },
        { plan: 'plain', version: 1, subscriptions: 1 },
      ]),
    });
  });

  it('says what is open, what is left of credits, and which events lie on a day', async () => {
    await issue({ payable: '12.00', changes: { dueDate: '2026-10-31' } });
    const credit = creditGrant.parse({ id: 'gift', amount: '25', currency: 'EUR' });
    await grantCredit(SELLER, 'adler', credit, { at: '2026-11-01T00:00:00Z', by: 'cfo@kranich.example' });
    expect((await askApi(ADMIN, 'GET', `${V1}/customers/adler/balance`)).body).toEqual({
      open: [{ number: 'RE-2026-000001', currency: 'EUR', amount: '12.00', dueDate: '2026-10-31' }],
      credits: [{ currency: 'EUR', left: '25.00' }],
    });
    // Half past midnight in Vienna.
    await keepUsage(callsEvent('adler', '7', { id: 'late', time: '2026-10-14T22:30:00Z' }));
    expect((await askApi(ADMIN, 'GET', `${V1}/customers/adler/events?day=2026-10-15`)).body).toMatchObject({
      events: [{ event: { id: 'late', properties: { calls: '7' } } }],
    });
  });
});
