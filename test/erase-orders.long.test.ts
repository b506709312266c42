/**
 * Orders of a customer are handed out and erased: where goods went goes with the usage of that time, as do mails about what was
 * never invoiced; a customer whose order goes on is not erased. Usage is kept for 6 months, contacts for 48.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eraseReport } from '../local/commands/erase-report.ts';
import { exportCustomer } from '../local/commands/export-customer.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { requirePlaced } from '../shared/orders/order.store.ts';
import { SELLER } from './support/catalog.ts';
import { erase, PRIVACY } from './support/erasable-world.ts';
import { openShopOf, type OpenShop } from './support/open-shop.ts';

const addressIn = (street: string): object => ({ street, postalCode: '1010', city: 'Wien', country: 'AT' });
const SPRING = '2027-06-02T05:00:00Z';
/** 48 months after the last of them was shipped. */
const LATER = '2031-07-01T05:00:00Z';

let shop: OpenShop;
beforeEach(async () => {
  shop = await openShopOf();
  await shop.place('shipped', 'adler', { quantity: 3, shipTo: addressIn('Sperberweg 1') });
  await shop.decide('shipped', 'ship', '2026-11-05T08:00:00Z');
  const back = { id: 'parcel-1', item: 'mug', kind: 'return', quantity: 1, order: 'shipped', by: 'ops', at: '2026-11-09T08:00:00Z' };
  await shop.step('move-stock', back);
  await shop.place('too-many', 'adler', { quantity: 100, shipTo: addressIn('Milanweg 2') });
  await shop.place('goes-on', 'adler', { shipTo: addressIn('Kauzweg 3') });
  await shop.place('of-another', 'habicht', { shipTo: addressIn('Eulenweg 4') });
});
afterEach(() => shop.close());

const shipToOf = async (id: string): Promise<string | undefined> => (await requirePlaced(SELLER, id, 1)).wanted.shipTo?.street;
const problems = async (): Promise<unknown> => (await verifySeller(SELLER)).orders.problems;

it('an export holds the orders of the customer with what came back and their mails, and nothing of another', async () => {
  const target = join(shop.folder, 'export');
  const manifest = await exportCustomer(join(shop.folder, 'data'), SELLER, 'adler', target);
  const lines = readFileSync(join(target, 'orders.jsonl'), 'utf8').trimEnd().split('\n');
  // Of each its record, its version, and its place in the list; and the parcel.
  expect(lines).toHaveLength(3 * 3 + 1);
  for (const street of ['Sperberweg 1', 'Milanweg 2', 'Kauzweg 3']) expect(lines.filter((line) => line.includes(street))).toHaveLength(1);
  expect(readdirSync(join(target, 'mails')).sort()).toEqual([
    'order-goes-on-confirmation.eml',
    'order-shipped-confirmation.eml',
    'order-too-many-ended-1.eml',
  ]);
  expect(existsSync(join(target, 'documents/RE-2026-000001.pdf'))).toBe(true);
  for (const { path } of manifest.files)
    expect({ path, isOfAnother: /of-another|habicht|Eulenweg/.test(readFileSync(join(target, path), 'latin1')) }).toEqual({
      path,
      isOfAnother: false,
    });
});

it('where goods went goes once the order has long been over, and mails about what was never invoiced', async () => {
  const shown = await erase(shop.home, SPRING);
  expect(shown).toMatchObject({
    counts: { addresses: 2, drafts: 1, orderMails: 1, contacts: 0 },
    contactsLater: 'once order "goes-on" is shipped or has ended, and 48 months after that',
  });
  expect(eraseReport(shown).join('\n')).toContain('1 mail about an order that was never invoiced');
  expect([await shipToOf('shipped'), await shipToOf('too-many')]).toEqual(['Sperberweg 1', 'Milanweg 2']);
  await erase(shop.home, SPRING, PRIVACY);
  expect(await Promise.all(['shipped', 'too-many', 'goes-on', 'of-another'].map(shipToOf))).toEqual([
    'erased',
    'erased',
    'Kauzweg 3',
    'Eulenweg 4',
  ]);
  expect(shop.mails('too-many')).toEqual([]);
  expect(shop.mails('RE-2026-000001.pdf')).toHaveLength(1);
  expect((await shop.facts('RE-2026-000001')).content).toMatchObject({ deliverTo: { street: 'Sperberweg 1' } });
  expect(await problems()).toEqual([]);
  expect((await erase(shop.home, SPRING)).counts).toMatchObject({ addresses: 0, orderMails: 0 });
});

it('a customer goes when the last order has been over for long enough, and can not order any more', async () => {
  expect((await erase(shop.home, LATER)).counts['contacts']).toBe(0);
  await shop.decide('goes-on', 'ship', '2027-07-01T05:00:00Z');
  expect((await erase(shop.home, '2031-06-30T05:00:00Z')).contactsLater).toBe('from 2031-07-01 on');
  expect((await erase(shop.home, LATER, PRIVACY)).counts).toMatchObject({ contacts: 1, addresses: 3 });
  expect(await problems()).toEqual([]);
  await expect(shop.place('again', 'adler', { at: LATER })).rejects.toThrow('customer: customer "adler" was erased on 2031-07-01');
});
