import { describe, expect, it } from '@jest/globals';

import { contact, electronicAddress, legalRegistration, reference } from './party.ts';

describe('what electronic invoices say of a party', () => {
  it('is taken as it is written', () => {
    expect(electronicAddress.parse({ scheme: '0204', id: '04011000-12345-34' })).toEqual({ scheme: '0204', id: '04011000-12345-34' });
    expect(electronicAddress.parse({ scheme: 'EM', id: 'pay@adler.example' }).scheme).toBe('EM');
    expect(legalRegistration.parse({ id: 'HRB 148220' })).toEqual({ id: 'HRB 148220' });
    expect(contact.parse({ name: 'Buchhaltung Süd', email: 'billing@nordlicht.example' }).name).toBe('Buchhaltung Süd');
    expect(reference.parse(' РВ-7/2026 ')).toBe('РВ-7/2026');
  });

  it.each([
    { why: 'a scheme that is none', schema: electronicAddress, value: { scheme: 'mail', id: 'x' }, says: 'such as 0204 or EM' },
    { why: 'a register by name', schema: legalRegistration, value: { scheme: 'SIRENE', id: 'x' }, says: 'such as 0002' },
    { why: 'a text that no document can show', schema: reference, value: 'PO-🚀', says: "can't show" },
    { why: 'an override of the reading order', schema: reference, value: 'PO\u202E1', says: 'U\\+202E' },
    { why: 'a contact that is no mail address', schema: contact, value: { name: 'A', email: 'a' }, says: 'mail' },
  ])('is refused with $why', ({ schema, value, says }) => {
    expect(JSON.stringify(schema.safeParse(value).error?.issues)).toMatch(new RegExp(says));
  });
});
