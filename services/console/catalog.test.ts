import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEntries } from '../../shared/audit.store.ts';
import { parseCatalog, readCatalog } from '../../shared/catalog-file.ts';
import { getSeller, keepCatalog, planVersions } from '../../shared/catalog.store.ts';
import { price } from '../../shared/price.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import { applyImport, planImport } from '../../shared/planned-import.store.ts';
import type { Role } from '../../shared/signed-in.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { catalogYaml, DEARER_YAML, NUMBERING, SELLER, SELLER_YAML } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { rowsIn } from '../../test/support/rows-in.ts';
import { closeMonthOf } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';
import { MODELS, priceTable } from './price-table.ts';

const CATALOG = `/sellers/${SELLER}/catalog`;
const ADMIN = 'admin@kranich.example';
const as = (role: Role): Browsing => browsing(handler, { email: ADMIN, role });
describe('the catalog', () => {
  let world: Embedded;
  const imported = catalogYaml({ id: 'adler' }, { id: 'bussard', plan: 'plain' }, { id: 'habicht', end: '2026-11-01' });
  beforeEach(async () => {
    world = openEmbedded();
    await importText(imported);
  });
  afterEach(() => world.close());

  async function importText(text: string): Promise<void> {
    const planned = await planImport(readCatalog([{ name: 'catalog.yml', content: text }]));
    await applyImport(planned, { at: '2026-09-30T08:00:00Z', by: 'ops@kranich.example' });
  }

  it('lists plans with their versions, and counts who is subscribed when it is asked to', async () => {
    const viewer = as('viewer');
    expect((await viewer.get(CATALOG)).text).not.toContain('Subscribed');
    const { text } = await viewer.get(`${CATALOG}?count=subscribers`);
    // Of the three customers one has ended.
    expect(rowsIn(text)).toEqual([
      ['Basic v1 basic', '3 prices', 'month, EUR', 'any day', '1'],
      ['Fine v1 fine', '3 prices', 'month, EUR', 'any day', '0'],
      ['Plain v1 plain', '1 price', 'month, EUR', 'any day', '1'],
    ]);
    expect(text).toMatch(/of\s+3 customers/);
  });

  it('counts who is subscribed 500 customers a page, and the sum goes on', async () => {
    const many = Array.from({ length: 520 }, (_, i) => ({ id: `fink-${i}`, ...(i < 500 ? {} : { plan: 'plain' as const }) }));
    await keepCatalog(parseCatalog(catalogYaml(...many), 'catalog.yml'));
    const first = (await as('viewer').get(`${CATALOG}?count=subscribers`)).text;
    expect(first).toMatch(/of\s+the first 500 customers/);
    const { text } = await as('viewer').get(/href="([^"]+counted=[^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '');
    expect(rowsIn(text).map(([name, , , , count]) => [name, count])).toEqual([
      ['Basic v1 basic', '501'],
      ['Fine v1 fine', '0'],
      ['Plain v1 plain', '21'],
    ]);
    expect(text).toMatch(/of\s+523 customers/);
  });

  it('shows a version of a plan with its tiers as a table', async () => {
    const { text } = await as('viewer').get(`${CATALOG}/plans/fine/1`);
    expect(rowsIn(text)).toEqual([
      ['A whole period', '500.00'],
      ['Up to 10', '0.0333', '1.00'],
      ['Above 10', '0.0121', '0.005'],
      ['Each unit', '0.0033'],
    ]);
    expect(text).toMatch(/<b>graduated<\/b>:\s+Each unit costs what the tier it falls in says\./);
    expect((await as('viewer').get(`${CATALOG}/plans/fine/2`)).status).toBe(404);
    expect((await as('viewer').get(`${CATALOG}/plans/fine/x`)).status).toBe(404);
  });

  it('shows meters, coupons and tax, each under its own address', async () => {
    const viewer = as('viewer');
    expect(rowsIn((await viewer.get(`${CATALOG}/meters`)).text)).toEqual([
      ['calls calls', 'api.calls', 'sum of calls', '–'],
      ['messages messages', 'message.sent', 'count', '–'],
    ]);
    expect((await viewer.get(`${CATALOG}/coupons`)).text).toContain('No coupon');
    expect(rowsIn((await viewer.get(`${CATALOG}/tax`)).text)).toEqual([['AT standard', '20%', 'any day', '§ 10 Abs. 1 UStG']]);
  });

  it.each(Object.keys(MODELS))('explains the price model %s as docs/catalog.md does', (model) => {
    const docs = readFileSync(new URL('../../docs/catalog.md', import.meta.url), 'utf8');
    expect(docs).toMatch(new RegExp(`model: ${model}\\b|or ${model}\\b`));
  });

  it('writes the rows of a matrix up to fifty, and says how many more there are', () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ values: [`r${i}`], unitPrice: '0.10' }));
    const matrix = price.parse({ id: 'gpu', name: 'GPU', model: 'matrix', meter: 'gpu', by: ['region'], rows, default: '0.20' });
    const text = priceTable(matrix, 'EUR').toString();
    expect(rowsIn(text)).toHaveLength(50);
    expect(text).toContain('The first 50 of 61 rows');
  });

  describe('is changed', () => {
    const checked = async (admin: Browsing, text: string): Promise<{ text: string; fields: Record<string, string> }> => {
      await admin.get(`${CATALOG}/change`);
      const { text: page, status } = await admin.post(`${CATALOG}/check`, { text });
      expect(status).toBe(200);
      const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
      return { text: page, fields: { contentHash: field('contentHash'), version: field('version') } };
    };

    it('by an admin who has seen what changes, with an entry of the audit log', async () => {
      const admin = as('admin');
      const { text, fields } = await checked(admin, DEARER_YAML);
      expect(text).toContain('1 plan version: plain 2');
      expect(text).toContain('<code>prices[calls].unitPrice</code>: 0.10 → 0.12');
      expect((await planVersions(SELLER)).filter(({ id }) => id === 'plain')).toHaveLength(1);

      expect(await admin.post(`${CATALOG}/import`, fields)).toMatchObject({
        status: 303,
        headers: { location: `${CATALOG}?done=imported` },
      });
      expect((await planVersions(SELLER)).filter(({ id }) => id === 'plain')).toHaveLength(2);
      expect((await auditEntries(SELLER, 'seller')).at(-1)).toMatchObject({
        ...{ action: 'imported', by: ADMIN, at: '2026-11-03T05:00:00.000Z', contentHash: fields['contentHash'] },
      });
      // Sent twice by an impatient hand, it is done once.
      expect((await admin.post(`${CATALOG}/import`, fields)).status).toBe(303);
      expect(await auditEntries(SELLER, 'seller')).toHaveLength(2);
      expect((await checked(admin, DEARER_YAML)).text).toContain('All of it is there already');
    });

    it('from what it is, handed out without customers: as it is, it changes nothing', async () => {
      const admin = as('admin');
      const { headers, text } = await admin.get(`${CATALOG}/catalog.yml`);
      expect(headers['content-disposition']).toBe('attachment; filename="kranich.yml"');
      expect(text).not.toContain('adler');
      expect((await checked(admin, text)).text).toContain('Nothing changes');
      expect((await checked(admin, text.replace('500.00', '501.00'))).text).toContain('is in use and never changes');
    });

    it('not at all where something is wrong: each fault with its line, its path and what would be right', async () => {
      const { text } = await checked(
        as('admin'),
        DEARER_YAML.replace('country: AT', 'country: Austria').replace('meter: calls, unitPrice: 0.12', 'meter: cals, unitPrice: 0.12'),
      );
      expect(text).toContain('2 things are wrong');
      expect(text).toContain('seller.address.country');
      expect(text).toContain('there is no meter &quot;cals&quot;; did you mean &quot;calls&quot;?');
      expect(text).not.toContain('name="contentHash"');
      expect(await planVersions(SELLER)).toHaveLength(3);
    });

    it('not if anything was imported since it was checked', async () => {
      const admin = as('admin');
      const { fields } = await checked(admin, DEARER_YAML);
      await importText(
        imported.replace('paymentTermDays', 'phone').replace('zone: Europe/Vienna\n  email', 'zone: Europe/Vienna\n  phone: "1"\n  email'),
      );
      const { status, text } = await admin.post(`${CATALOG}/import`, fields);
      expect(status).toBe(409);
      expect(text).toContain('another import of &quot;kranich&quot; by ops@kranich.example came in between');
      expect(await planVersions(SELLER)).toHaveLength(3);
      expect(await getSeller(SELLER)).toMatchObject({ phone: '1' });
    });

    it('not if numbers were given out since that it would give again', async () => {
      const admin = as('admin');
      const { fields } = await checked(admin, DEARER_YAML.replace('prefix: RE, digits: 6', 'prefix: RE, restart: never'));
      const run = await closeMonthOf('2026-10', ['adler']);
      await takeNumberBlocks(NUMBERING, run.id, { RE: 1 }, '2026-11-02');
      const { status, text } = await admin.post(`${CATALOG}/import`, fields);
      expect(status).toBe(409);
      expect(text).toContain('has given out numbers');
      expect(await getSeller(SELLER)).toMatchObject({ numberSeries: [{ restart: 'yearly' }] });
    });

    it.each([
      {
        why: 'a seller of other pages',
        text: DEARER_YAML.replace('id: kranich', 'id: storch'),
        status: 409,
        says: 'a catalog of &quot;storch&quot;',
      },
      { why: 'no text', text: ' ', status: 400, says: 'Choose a catalog file' },
    ])('not from $why: $status', async ({ text, status, says }) => {
      const admin = as('admin');
      await admin.get(`${CATALOG}/change`);
      const answer = await admin.post(`${CATALOG}/check`, { text });
      expect(answer.status).toBe(status);
      expect(answer.text).toContain(says);
    });

    it.each(['viewer', 'biller', 'releaser'] as const)('not by a %s', async (role) => {
      const { fields } = await checked(as('admin'), DEARER_YAML);
      const person = as(role);
      expect((await person.get(CATALOG)).text).not.toContain('Change the catalog');
      expect((await person.get(`${CATALOG}/change`)).status).toBe(403);
      expect((await person.post(`${CATALOG}/check`, { text: DEARER_YAML })).status).toBe(403);
      expect((await person.post(`${CATALOG}/import`, fields)).status).toBe(403);
      expect(await planVersions(SELLER)).toHaveLength(3);
    });

    it.each([{ contentHash: 'ab', version: '1' }, { contentHash: 'ab'.repeat(32), version: 'x' }, {}])(
      'not from a form that says %j: 400',
      async (fields) => {
        const admin = as('admin');
        await admin.get(CATALOG);
        expect((await admin.post(`${CATALOG}/import`, fields as Record<string, string>)).status).toBe(400);
      },
    );

    it('not by a hash that nobody checked', async () => {
      const admin = as('admin');
      const { fields } = await checked(admin, DEARER_YAML);
      const { status, text } = await admin.post(`${CATALOG}/import`, { ...fields, contentHash: 'ab'.repeat(32) });
      expect(status).toBe(409);
      expect(text).toContain('Check it again');
    });
  });

  it('fits on a page, however many plans there are', async () => {
    const prices = Array.from(
      { length: 200 },
      (_, i) =>
        `      - { id: p${i}, name: Price ${i}, model: graduated, meter: calls, tiers: [${Array.from({ length: 9 }, (__, t) => `{ upTo: ${t + 1}, unitPrice: 0.1 }`).join(', ')}, { unitPrice: 0.1 }] }`,
    );
    const plans = Array.from(
      { length: 100 },
      (_, i) => `  - { id: q${i}, name: Quarry ${i}, currency: EUR, prices: [{ id: base, name: Base, model: flat, amount: 1 }] }`,
    );
    await keepCatalog(
      parseCatalog(
        `${SELLER_YAML}  - id: many\n    name: Many\n    currency: EUR\n    prices:\n${prices.join('\n')}\n${plans.join('\n')}\ncustomers: []\n`,
        'catalog.yml',
      ),
    );
    for (const path of [CATALOG, `${CATALOG}/plans/many/1`]) {
      const seen: string[] = [];
      for (let at: string | undefined = path; at !== undefined;) {
        const { text } = await as('viewer').get(at);
        expect(Buffer.byteLength(text)).toBeLessThan(50 * 1024);
        seen.push(
          ...[...text.matchAll(/id="price-([^"]+)"|class="name" href="[^"]+\/plans\/([^"]+)"/g)].map(
            ([, priced, plan]) => priced ?? plan ?? '',
          ),
        );
        at = /<a href="([^"]+after=[^"]+)">More/.exec(text)?.[1]?.replaceAll('&amp;', '&');
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toHaveLength(path === CATALOG ? 104 : 200);
    }
  });
});
