/** Everything that a person does about payments in the console, once: what it may reach, it reaches. */
import { expect } from '@jest/globals';

import type { Browsing } from './browsing.ts';
import { entryOf, statementXml, transferIn } from './camt.ts';
import { SELLER } from './catalog.ts';

const PAYMENTS = `/sellers/${SELLER}/payments`;
const MAILS = `/sellers/${SELLER}/mails`;
const PAYER = 'DE89370400440532013000';

/**
 * Imports statements, matches a payment and takes that back, pays one back by a file until the bank shows it leaving, writes
 * an invoice off and takes that back, fetches a statement of account, and marks an address that mails come back from.
 *
 * @param number an invoice that is open with more than 2.00
 */
export async function payInConsole(browser: Browsing, number: string, customerId: string): Promise<void> {
  await browser.get(PAYMENTS);
  const upload = async (content: string): Promise<void> => {
    await browser.get(`${PAYMENTS}/statements`);
    expect(await browser.upload(`${PAYMENTS}/statements`, { name: 'november.xml', content })).toMatchObject({ status: 200 });
  };
  const decide = async (path: string, fields: Readonly<Record<string, string>>): Promise<void> =>
    expect(await browser.post(path, { reason: 'A test', ...fields })).toMatchObject({ status: 303 });
  const named = transferIn({ amount: '1.00', ref: 'B1', text: number, iban: PAYER });
  await upload(statementXml({ entries: [named, transferIn({ amount: '0.50', ref: 'B2', iban: PAYER })], closing: '1001.50' }));
  const left = /payments\/bank\/([0-9a-f]{20})/.exec((await browser.get(`${PAYMENTS}/bank`)).text)?.[1] ?? '';
  const transaction = `${PAYMENTS}/bank/${left}`;
  await decide(transaction, { act: 'match', others: number });
  await decide(transaction, { act: 'unmatch' });
  await decide(transaction, { act: 'dismiss' });
  await decide(transaction, { act: 'refund' });
  const [refund = ''] = /refund-[0-9a-f]{16}/.exec((await browser.get(`${PAYMENTS}/refunds`)).text) ?? [];
  await decide(`${PAYMENTS}/refunds/${refund}`, {});
  await decide(transaction, { act: 'refund' });
  await decide(`${PAYMENTS}/refunds`, { on: '' });
  const { text } = await browser.get(`${PAYMENTS}/refunds`);
  const [, file = ''] = /refunds\/files\/([\w-]+)"/.exec(text) ?? [];
  const order = await browser.get(`${PAYMENTS}/refunds/files/${file}`);
  expect(order).toMatchObject({ status: 200 });
  const details = `<TxDtls><Refs><EndToEndId>${/EndToEndId>(refund-[0-9a-f]{16})</.exec(order.text)?.[1] ?? ''}</EndToEndId></Refs></TxDtls>`;
  await upload(statementXml({ entries: [entryOf({ amount: '0.50', side: 'DBIT', ref: 'B3', details })], closing: '999.50' }));
  await decide(`/sellers/${SELLER}/invoices/${number}/payments`, { act: 'write-off' });
  await decide(`/sellers/${SELLER}/invoices/${number}/payments`, { act: 'undo-write-off' });
  expect(await browser.get(`/sellers/${SELLER}/customers/${customerId}/statement.pdf`)).toMatchObject({ status: 200 });
  await browser.get(MAILS);
  await decide(MAILS, { decision: 'mark', address: 'gone@nobody.example' });
}
