import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SELLER } from '../test/support/catalog.ts';
import { NOW, openEmbedded, type Embedded } from '../test/support/embedded.ts';
import { auditEntries } from './audit.store.ts';
import { claimedBy, isMadeWith, linkToken } from './customer-link.ts';
import { customerLink, documentOfLink, endLinks } from './customer-link.store.ts';
import { table } from './ports.ts';

const SECRET = new Uint8Array(32).fill(7);
const DOCUMENT = { key: 1, sellerId: 'kranich', number: 'RE-2026-000017' };
const TOKEN = linkToken(DOCUMENT, SECRET);

describe('a link', () => {
  it('is the first 192 bits of an HMAC-SHA256, and behind it what it leads to', () => {
    const tag = createHmac('sha256', SECRET).update('stepbill link 1|kranich|RE-2026-000017').digest('base64url').slice(0, 32);
    expect(TOKEN).toBe(tag + Buffer.from('1|kranich|RE-2026-000017').toString('base64url'));
    expect(claimedBy(TOKEN)).toEqual(DOCUMENT);
    expect(isMadeWith(TOKEN, DOCUMENT, SECRET)).toBe(true);
  });

  it('ends in a letter or digit, whatever the number ends in', () => {
    for (let n = 0; n < 100; n++) expect(linkToken({ ...DOCUMENT, number: `R${n}` }, SECRET)).toMatch(/[A-Za-z0-9]$/);
  });

  it('is none any more with any of its characters changed', () => {
    for (let i = 0; i < TOKEN.length; i++) {
      const changed = `${TOKEN.slice(0, i)}${TOKEN[i] === 'A' ? 'B' : 'A'}${TOKEN.slice(i + 1)}`;
      const claimed = claimedBy(changed);
      expect(claimed !== undefined && isMadeWith(changed, claimed, SECRET)).toBe(false);
    }
  });

  const around = (text: string): string => 'x'.repeat(32) + Buffer.from(text).toString('base64url');
  it.each([
    { why: 'nothing', token: '' },
    { why: 'a tag alone', token: TOKEN.slice(0, 32) },
    { why: 'other characters', token: `${TOKEN}=` },
    { why: 'a key that is no number', token: around('one|kranich|RE-1') },
    { why: 'a seller that is no id', token: around('1|../x|RE-1') },
    { why: 'more than three parts', token: around('1|kranich|RE-1|RE-2') },
    { why: 'more characters than any has', token: 'x'.repeat(401) },
  ])('claims nothing where it is $why', ({ token }) => expect(claimedBy(token)).toBeUndefined());
});

describe('the links of a seller', () => {
  let world: Embedded;
  beforeEach(() => {
    process.env['STEPBILL_CUSTOMER_URL'] = 'https://pay.kranich.example/';
    world = openEmbedded();
  });
  afterEach(async () => {
    delete process.env['STEPBILL_CUSTOMER_URL'];
    world.close();
  });
  const link = async (number = 'RE-1'): Promise<string> => (await customerLink(SELLER, number))!;
  const tokenOf = (url: string): string => url.split('/i/')[1]!;

  it('are the same however often they are made, also by two at once who made no key yet', async () => {
    const [one, other] = await Promise.all([link(), link()]);
    expect(one).toBe(other);
    expect(await link()).toBe(one);
    expect(one).toMatch(/^https:\/\/pay\.kranich\.example\/i\/[\w-]+$/);
    expect(await documentOfLink(tokenOf(one))).toEqual({ sellerId: SELLER, number: 'RE-1' });
  });

  it('are not there where nobody said where customers reach us, and then no key is', async () => {
    process.env['STEPBILL_CUSTOMER_URL'] = '';
    expect(await customerLink(SELLER, 'RE-1')).toBeUndefined();
    expect((await table().query({ pk: `${SELLER}|links` })).items).toEqual([]);
  });

  it('lead nowhere without a key, with the key of another seller, and behind the end of all', async () => {
    expect(await documentOfLink(TOKEN)).toBeUndefined();
    const before = tokenOf(await link());
    const other = tokenOf((await customerLink('adler', 'RE-1'))!);
    expect(await documentOfLink(other.slice(0, 32) + before.slice(32))).toBeUndefined();
    await endLinks(SELLER, { by: 'cfo@kranich.example', at: NOW, action: 'links-ended', reason: 'A list of links got out' });
    expect(await documentOfLink(before)).toBeUndefined();
    expect(await documentOfLink(other)).toEqual({ sellerId: 'adler', number: 'RE-1' });
    expect(await documentOfLink(tokenOf(await link()))).toEqual({ sellerId: SELLER, number: 'RE-1' });
    expect(await auditEntries(SELLER, 'seller')).toMatchObject([{ action: 'links-ended', by: 'cfo@kranich.example' }]);
  });
});
