/** What is collected, in the console: 12.00 by direct debit, due on 16 November 2026, and what the bank rejects of it. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { files, steps } from '../../shared/ports.ts';
import type { Role } from '../../shared/signed-in.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { adlerSection, SELLER, SELLER_SECTION, SELLER_YAML } from '../../test/support/catalog.ts';
import { rejectionXml } from '../../test/support/collected-in-console.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { askApi } from '../../test/support/people.ts';
import { handler } from './console.handler.ts';

const PAYMENTS = `/sellers/${SELLER}/payments`;
const DEBITS = `${PAYMENTS}/direct-debits`;
const [ONE, CREDITOR, IBAN] = ['RE-2026-000001', 'DE98ZZZ09999999999', 'DE75512108001245126199'];
const as = (role: Role = 'biller'): Browsing => browsing(handler, { email: `${role}@kranich.example`, role });

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  const seller = SELLER_YAML.replace(SELLER_SECTION, `${SELLER_SECTION}  payments: { directDebit: { creditorId: ${CREDITOR} } }\n`);
  const more = `payment: { method: direct-debit, mandate: { reference: M-1, iban: ${IBAN}, signedOn: 2026-01-02 } }`;
  await keepCatalog(parseCatalog(`${seller}${adlerSection('', { more })}`, 'catalog.yml'));
  const paymentMeans = { by: 'direct-debit' as const, mandate: 'M-1', creditorId: CREDITOR, iban: IBAN };
  await issue({ payable: '12.00', changes: { dueDate: '2026-11-16', paymentMeans } });
  await steps().call('payment-collection/collect-payment', { sellerId: SELLER, number: ONE, enteredAt: '2026-11-02T05:00:00Z' });
});
afterEach(() => world.close());

it('is filed for the bank once, by a biller, and open again as the bank rejects it', async () => {
  const person = as();
  expect((await person.get(`${PAYMENTS}/collected`)).text).toMatch(/RE-2026-000001[^]*mandate M-1[^]*Waits for a file[^]*12\.00 EUR/);
  expect((await person.get(DEBITS)).text).toMatch(/M-1[^]*16 Nov 2026[^]*12\.00[^]*Make the files/);
  const viewer = as('viewer');
  await viewer.get(DEBITS);
  expect((await viewer.post(DEBITS, {})).status).toBe(403);

  expect((await person.post(DEBITS, {})).status).toBe(303);
  expect((await person.post(DEBITS, {})).status).toBe(303);
  const { text } = await person.get(DEBITS);
  expect(text).toContain('No direct debit waits');
  const files = [...text.matchAll(/files\/(DD-[^"]+)"/g)].map(([, id]) => id!);
  expect(files).toHaveLength(1);
  const file = await person.get(`${DEBITS}/files/${files[0]}`);
  expect(file.text).toContain('<EndToEndId>RE-2026-000001-1</EndToEndId>');
  expect(file.text).toContain('<InstdAmt Ccy="EUR">12.00</InstdAmt>');
  expect((await viewer.get(`${DEBITS}/files/${files[0]}`)).status).toBe(403);

  const wrong = await person.upload(`${DEBITS}/reports`, { name: 'a.xml', content: '<a/>' });
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('a.xml was not taken, and nothing of it is written down.');
  const report = await person.upload(`${DEBITS}/reports`, { name: 'report.xml', content: rejectionXml(files[0]!, `${ONE}-1`) });
  expect(report.text).toContain('report.xml: the bank rejects 1 debit; their invoices are open.');
  const said = await askApi({ email: 'biller@kranich.example', role: 'biller' }, 'GET', `/v1/sellers/${SELLER}/collected-payments`);
  expect(said.body).toMatchObject({ payments: [{ id: `${ONE}-1`, amount: '12.00', outcome: { state: 'declined', code: 'AC04' } }] });
  const one = await askApi({ email: 'viewer@kranich.example', role: 'viewer' }, 'GET', `/v1/sellers/${SELLER}/collected-payments/${ONE}-1`);
  expect(one.body).toMatchObject({ id: `${ONE}-1`, amount: '12.00' });
  expect(
    (await askApi({ email: 'viewer@kranich.example', role: 'viewer' }, 'GET', `/v1/sellers/${SELLER}/collected-payments/${ONE}-2`)).status,
  ).toBe(404);
  expect((await person.get(`${PAYMENTS}/collected`)).text).toMatch(/AC04: [^]*Declined/);
});

it('leads to a file that is larger than a function answers with', async () => {
  await steps().call('payment-collection/file-debits', { sellerId: SELLER, by: 'biller@kranich.example', at: '2026-11-10T05:00:00Z' });
  const by = { email: 'biller@kranich.example', role: 'biller' } as const;
  const { body } = await askApi(by, 'GET', `/v1/sellers/${SELLER}/debit-files`);
  const { id } = (body as { files: { id: string }[] }).files[0]!;
  const key = `${SELLER}/direct-debits/${id}.xml`;
  await files().remove([key]);
  await files().put(key, new Uint8Array(4_000_001).fill(0x20), 'application/xml');
  const answer = await askApi(by, 'GET', `/v1/sellers/${SELLER}/debit-files/${id}`);
  expect({ status: answer.status, link: answer.headers['location'] }).toEqual({ status: 303, link: expect.stringContaining(`${id}.xml`) });
  const page = await as().get(`${DEBITS}/files/${id}`);
  expect({ status: page.status, link: page.headers['location'] }).toEqual({ status: 303, link: expect.stringContaining(`${id}.xml`) });
});
