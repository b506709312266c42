import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEntries } from '../../shared/audit.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { keepDecision } from '../../shared/decision.store.ts';
import type { Role } from '../../shared/signed-in.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { catalogYaml, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { draftFor, keepDraftOf, openReviewed, reviewAgain } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';

const RUN = 'kranich-2026-10-1';
const PAGE = `/sellers/${SELLER}/runs/${RUN}`;
/** A releaser of the catalog who did not start the run, and one who did. */
const CFO = 'cfo@kranich.example';
const STARTER = 'ops@kranich.example';
/** What a customer may be called by whoever signs up. */
const HOSTILE = `"><script>alert('x')</script><img src=x onerror="alert(1)">`;

const as = (email: string, role: Role): Browsing => browsing(handler, { email, role });

describe('the console', () => {
  let world: Embedded;
  let contentHash: string;
  beforeEach(async () => {
    world = openEmbedded();
    const hostile = catalogYaml({ id: 'adler' }, { id: 'bussard' }).replace(
      'name: Bussard Works',
      `name: '${HOSTILE.replaceAll("'", "''")}'`,
    );
    await keepCatalog(parseCatalog(hostile, 'catalog.yml'));
    ({ contentHash } = await openReviewed(['adler', 'bussard']));
  });
  afterEach(() => world.close());

  const state = async (): Promise<string> => (await requireRun(SELLER, RUN)).state;
  const release = (): Readonly<Record<string, string>> => ({ kind: 'release', contentHash, reason: 'As last month.' });

  describe('shows', () => {
    it('runs, and which of them waits for a person', async () => {
      const { status, text } = await as(CFO, 'viewer').get(`/sellers/${SELLER}/runs`);
      expect(status).toBe(200);
      expect(text).toContain('October 2026');
      expect(text).toContain('20.00 EUR');
      expect(text).toContain(`href="${PAGE}"`);
    });

    it('what a run comes to, with the content that a release binds to in groups of eight', async () => {
      const { text } = await as(CFO, 'releaser').get(PAGE);
      expect(text).toContain(`<span>${contentHash.slice(0, 8)}</span> <span>${contentHash.slice(8, 16)}</span>`);
      expect(text).toContain('Release 2 invoices');
      expect(text).toContain(`${STARTER} started this run. You, ${CFO}, may release it.`);
    });

    it('the state machine as it is deployed, each state with how it stands', async () => {
      const { text } = await as(CFO, 'viewer').get(PAGE);
      expect(text).toContain('aria-label="OpenRun, not reached"');
      expect(text).toMatch(/aria-label="Invoice ↗, not reached"/);
      expect(text).not.toContain('NotGenerated');
    });

    it('a draft, and its preview, which is made when it is looked at', async () => {
      await keepDraftOf(RUN, draftFor('bussard'), 'ab'.repeat(32)).catch(() => undefined);
      const releaser = as(CFO, 'releaser');
      expect((await releaser.get(`${PAGE}/drafts`)).text).toContain(`href="${PAGE}/drafts/adler"`);
      const { text } = await releaser.get(`${PAGE}/drafts/adler`);
      expect(text).toContain('40 events counted');
      expect(text).toContain(`<object class="sheet" type="application/pdf" data="${PAGE}/drafts/adler/preview.pdf#`);
      const { status, headers, bytes } = await releaser.get(`${PAGE}/drafts/adler/preview.pdf`);
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="draft-adler.pdf"' });
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    });

    it('who did what', async () => {
      await as(CFO, 'releaser').get(PAGE);
      const { text } = await as(CFO, 'viewer').get(`/sellers/${SELLER}/audit?run=${RUN}`);
      expect(text).toContain('Opened');
      expect(text).toContain(STARTER);
    });

    it('names as text, whatever they hold', async () => {
      for (const path of [`${PAGE}/drafts`, `${PAGE}/drafts/bussard`]) {
        const { text } = await as(CFO, 'releaser').get(path);
        expect(text).toContain('&lt;script&gt;');
        expect(text).not.toContain('<script>alert');
        expect(text).not.toContain('<img');
      }
    });

    it('the sum of a search as text, too', async () => {
      const { text } = await as(CFO, 'viewer').get(`/sellers/${SELLER}/invoices?search=${encodeURIComponent(HOSTILE)}`);
      expect(text).not.toContain('<script>alert');
      expect(text).toContain('Nothing found');
    });

    it.each([
      '/sellers/storch/runs',
      `/sellers/${SELLER}/runs/kranich-2026-11-1`,
      `/sellers/${SELLER}/invoices/RE-2026-000001`,
      '/nowhere',
    ])('that there is no %s: 404', async (path) => {
      const { status, text } = await as(CFO, 'admin').get(path);
      expect(status).toBe(404);
      expect(text).toContain('Not found');
      expect(text).not.toContain('.ts:');
    });

    it.each([`/sellers/${SELLER}/invoices?after=%7B`, `${PAGE}/drafts?after=eyJzaGFyZCI6LTF9`, `/sellers/${SELLER}/invoices?state=lost`])(
      'that %s is no page of a list: 400',
      async (path) => expect((await as(CFO, 'viewer').get(path)).status).toBe(400),
    );

    it('nothing of a file that is not its own', async () => {
      for (const path of ['/assets/x/..%2Fconsole.routes.ts', '/assets/x/console.handler.ts', `${PAGE}/drafts/..%2Fx/preview.pdf`])
        expect((await as(CFO, 'admin').get(path)).status).toBe(404);
    });
  });

  describe('tells browsers', () => {
    it('to run and load nothing but its own files', async () => {
      const { headers } = await as(CFO, 'viewer').get(PAGE);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    });

    it('nothing that its policy forbids: no style and no script is written into a page', async () => {
      const { text } = await as(CFO, 'releaser').get(PAGE);
      expect(text).not.toMatch(/ style=| on[a-z]+=|<style/);
      expect(text.match(/<script[^>]*>/g)).toEqual([expect.stringMatching(/src="\/assets\/[0-9a-f]{16}\/console\.js"/)]);
    });

    it('to keep styles, script and font for a year, under an address that says their content', async () => {
      const { text } = await as(CFO, 'viewer').get(PAGE);
      const [style = ''] = /\/assets\/[^"]+\.css/.exec(text) ?? [];
      const { status, headers } = await browsing(handler, undefined).get(style);
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' });
      const font = await browsing(handler, undefined).get(style.replace('console.css', 'inter.woff2'));
      expect(font.bytes.subarray(0, 4).toString()).toBe('wOF2');
    });
  });

  describe('lets a person', () => {
    it('release exactly what they saw, with their comment', async () => {
      const releaser = as(CFO, 'releaser');
      await releaser.get(PAGE);
      expect(await releaser.post(`${PAGE}/decision`, release())).toMatchObject({ status: 303, headers: { location: PAGE } });
      expect(await state()).toBe('released');
      expect((await auditEntries(SELLER, { runId: RUN })).at(-1)).toMatchObject({
        ...{ action: 'released', by: CFO, at: '2026-11-03T05:00:00.000Z', contentHash, reason: 'As last month.' },
      });
    });

    it('leave a customer out, and reject the run, with a reason', async () => {
      const releaser = as(CFO, 'releaser');
      await releaser.get(PAGE);
      expect((await releaser.post(`${PAGE}/decision`, { kind: 'reject', contentHash })).text).toContain('A rejection needs a reason.');
      expect(await state()).toBe('reviewed');
      const change = { kind: 'change', contentHash, rejected: 'bussard', reason: 'Wrong plan.' };
      expect((await releaser.post(`${PAGE}/decision`, change)).status).toBe(303);
      expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'open', round: 2 });
    });

    it('decide once: the same again changes nothing, another decision is told who was first', async () => {
      const releaser = as(CFO, 'releaser');
      await releaser.get(PAGE);
      await releaser.post(`${PAGE}/decision`, release());
      expect((await releaser.post(`${PAGE}/decision`, release())).status).toBe(303);
      const { status, text } = await releaser.post(`${PAGE}/decision`, { kind: 'reject', contentHash, reason: 'No.' });
      expect(status).toBe(409);
      expect(text).toContain('was released at 2026-11-03');
    });
  });

  it('says what has changed since the page was shown, and asks again', async () => {
    const releaser = as(CFO, 'releaser');
    await releaser.get(PAGE);
    const change = { schema: 1, kind: 'change', round: 1, contentHash, by: STARTER, at: '2026-11-02T06:00:00Z' } as const;
    await keepDecision(SELLER, RUN, { ...change, rejected: ['bussard'], repaired: [], reason: 'Wrong plan.' });
    await reviewAgain(RUN, ['adler'], 2);
    const { status, text } = await releaser.post(`${PAGE}/decision`, release());
    expect(status).toBe(409);
    expect(text).toContain(`${STARTER} rejected bussard: Wrong plan.`);
    expect(text).toContain('bussard: 12.00 EUR → not in the run');
    expect(await state()).not.toBe('released');
  });

  describe('refuses', () => {
    it.each([
      { why: 'a viewer', email: CFO, role: 'viewer' as const, status: 403 },
      { why: 'a biller', email: CFO, role: 'biller' as const, status: 403 },
      { why: 'who started the run', email: STARTER, role: 'releaser' as const, status: 403 },
      { why: 'who started it and is an admin', email: STARTER.toUpperCase(), role: 'admin' as const, status: 403 },
      { why: 'a releaser whom the catalog does not name', email: 'dev@kranich.example', role: 'releaser' as const, status: 403 },
    ])('a release by $why', async ({ email, role, status }) => {
      const person = as(email, role);
      expect((await person.get(PAGE)).text).toMatch(/<button class="button" disabled/);
      expect((await person.post(`${PAGE}/decision`, release())).status).toBe(status);
      expect(await state()).toBe('reviewed');
    });

    it.each([
      { why: 'a page of somewhere else', headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } },
      { why: 'a page of a neighbour', headers: { 'sec-fetch-site': 'same-site', origin: 'https://other.example' } },
      { why: 'an old browser on another page', headers: { 'sec-fetch-site': undefined, origin: 'https://evil.example' } },
      { why: 'a page in a frame without an origin', headers: { 'sec-fetch-site': undefined, origin: 'null' } },
      { why: 'what says nothing of where it comes from', headers: { 'sec-fetch-site': undefined, origin: undefined } },
    ])('a form that was sent by $why', async ({ headers }) => {
      const releaser = as(CFO, 'releaser');
      await releaser.get(PAGE);
      const { status, text } = await releaser.post(`${PAGE}/decision`, release(), headers as unknown as Record<string, string>);
      expect(status).toBe(403);
      expect(text).toContain('Nothing was done');
      expect(await state()).toBe('reviewed');
    });

    it.each(['', 'x'.repeat(43), 'short'])('a form with the token "%s"', async (token) => {
      const releaser = as(CFO, 'releaser');
      await releaser.get(PAGE);
      expect((await releaser.post(`${PAGE}/decision`, { ...release(), token })).status).toBe(403);
      expect(await state()).toBe('reviewed');
    });

    it('a form that is larger than any of ours', async () => {
      const releaser = as(CFO, 'releaser');
      await releaser.get(PAGE);
      const sent = releaser.post(`${PAGE}/decision`, { ...release(), reason: 'x'.repeat(70_000) }, { 'content-length': '70200' });
      expect((await sent).status).toBe(413);
    });

    it.each([
      { who: 'nobody, who is led to where they sign in', claims: undefined, status: 303 },
      { who: 'an address that nobody verified', claims: { email: CFO, stepbill_role: 'admin' }, status: 403 },
      { who: 'a token without a role', claims: { email: CFO, email_verified: 'true' }, status: 403 },
    ])('$who: $status', async ({ claims, status }) => {
      const { status: answered, text } = await browsing(handler, claims).get(PAGE);
      expect(answered).toBe(status);
      expect(text).not.toContain('Kranich');
    });
  });
});
