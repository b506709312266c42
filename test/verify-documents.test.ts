/** Damage to invoices and to the archive is found, and named by its own sentence. */
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../shared/content-hash.ts';
import type { Damage } from './support/damage.ts';
import { fact, OCTOBER, ONLY_ISSUED, pdf, SEPTEMBER, verifiedYear } from './support/verified-year.ts';
import type { Planted } from './support/verified-year.ts';

const DOCUMENTS: readonly Planted[] = [
  {
    why: 'the customers of two invoices swapped',
    damage(it) {
      const [one, other] = [it.body(...fact(1, 'content')), it.body(...fact(2, 'content'))];
      it.change(...fact(1, 'content'), { customer: other['customer'] });
      it.change(...fact(2, 'content'), { customer: one['customer'] });
    },
    named: [
      'RE-2026-000001: is made out to customer "bussard". Right: "adler", to whom it is bound.',
      'RE-2026-000002: is made out to customer "adler". Right: "bussard", to whom it is bound.',
    ],
  },
  {
    why: 'two invoices swapped',
    damage: (it) => it.swap(...fact(1, 'content'), ...fact(2, 'content')),
    named: [
      'RE-2026-000001: its invoice says RE-2026-000002. Right: RE-2026-000001.',
      'RE-2026-000001: is made out to customer "bussard". Right: "adler", to whom it is bound.',
      'RE-2026-000002: its invoice says RE-2026-000001. Right: RE-2026-000002.',
      'RE-2026-000002: is made out to customer "adler". Right: "bussard", to whom it is bound.',
    ],
  },
  {
    why: 'an invoice of an earlier day',
    damage: (it) => it.change(...fact(2, 'content'), { issueDate: '2026-10-01', dueDate: '2026-10-15' }),
    named: [
      'RE-2026-000002: is dated 2026-10-01. Right: 2026-10-02, as its block is.',
      'RE-2026-000002: is dated 2026-10-01, and RE-2026-000001 before it 2026-10-02. Right: dates that rise with the numbers.',
    ],
  },
  {
    why: 'an invoice due later',
    damage: (it) => it.change(...fact(2, 'content'), { dueDate: '2026-12-01' }),
    named: ['RE-2026-000002: is due on 2026-12-01. Right: 2026-10-16, 14 days after 2026-10-02.'],
  },
  {
    why: 'a total changed by a cent',
    damage: (it) => it.change(...fact(2, 'content'), { totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.01' } }),
    named: ['RE-2026-000002: its figures do not add up: totals.payable is 12.01. Right: 12.00.'],
  },
  {
    why: 'a total of less than a cent',
    damage: (it) => it.change(...fact(2, 'content'), { totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.001' } }),
    named: ['RE-2026-000002: its figures do not add up: totals.payable is 12.001. Right: 12.00.'],
  },
  {
    why: 'a name changed',
    damage: (it) =>
      it.change(...fact(2, 'content'), { customer: { ...(it.body(...fact(2, 'content'))['customer'] as object), name: 'Habicht' } }),
    named: ['RE-2026-000002: its invoice is not the draft that was numbered: its content is …. Right: ….'],
  },
  {
    why: 'an invoice deleted',
    damage: (it) => it.remove(...fact(2, 'content')),
    named: [`RE-2026-000002: has no invoice. Right: the document of customer "bussard" in "${SEPTEMBER}", or a VOID document.`],
  },
  {
    why: 'an invoice that can’t be read',
    damage: (it) => it.change(...fact(2, 'content'), { currency: 'EURO' }),
    named: [
      "RE-2026-000002: can't be read: currency: expected an ISO 4217 code such as EUR. Right: the record as it was written.",
      `RE-2026-000002: has no invoice. Right: the document of customer "bussard" in "${SEPTEMBER}", or a VOID document.`,
      `RE-2026-000002: is not issued. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'an invoice that is no longer issued',
    damage: (it) => it.remove(...fact(2, 'issued')),
    named: [
      `RE-2026-000002: has no document in the archive. Right: the document of customer "bussard" in "${SEPTEMBER}", or a VOID document.`,
      `RE-2026-000002: is not issued. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'a VOID document without a decision',
    damage: (it) => it.remove(...fact(6, 'void')),
    named: ['RE-2026-000006: is filed as VOID, and nobody decided that. Right: the decision with its reason, or the invoice.'],
  },
  {
    why: 'an issued invoice made void',
    damage: (it) => it.put(...fact(5, 'void'), { ...it.body(...fact(6, 'void')), number: 'RE-2026-000005', customerId: 'adler' }),
    named: [
      'RE-2026-000005: was decided to be void, and an invoice is filed. Right: one of the two.',
      `Audit log of ${OCTOBER}: nobody made RE-2026-000005 void in it. Right: the decision with its reason.`,
    ],
  },
];

const ARCHIVE: readonly Planted[] = [
  {
    why: 'a PDF deleted',
    damage: (it) => it.removeFile(pdf(2)),
    named: [`RE-2026-000002: ${pdf(2)} is gone from the archive. Right: the document with hash ….`],
  },
  {
    why: 'a PDF replaced',
    damage: (it) => it.write(pdf(2), 'forged'),
    named: [`RE-2026-000002: ${pdf(2)} is not the document that was issued: its hash is …. Right: ….`],
  },
  {
    why: 'two PDFs swapped',
    damage(it) {
      const [one, other] = [it.read(pdf(1)), it.read(pdf(2))];
      it.write(pdf(1), other);
      it.write(pdf(2), one);
    },
    named: [1, 2].map((i) => `RE-2026-00000${i}: ${pdf(i)} is not the document that was issued: its hash is …. Right: ….`),
  },
  {
    why: 'a PDF replaced, and the record of its hash',
    damage(it) {
      it.write(pdf(2), 'forged');
      it.change(...fact(2, 'issued'), { hash: sha256('forged') });
    },
    named: [
      'RE-2026-000002: was issued as …. Right: …, which was rendered for it.',
      `RE-2026-000002: was issued as …. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'a PDF replaced, and every record of its hash',
    damage(it) {
      it.write(pdf(2), 'forged');
      for (const name of ['issued', 'document']) it.change(...fact(2, name), { hash: sha256('forged') });
    },
    named: [
      'RE-2026-000002: its PDF holds no invoice as XML. Right: the one with hash ….',
      `RE-2026-000002: was issued as …. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'a PDF replaced by that of another invoice, and every record of its hash',
    damage: (it) => exchange(it, {}),
    named: [
      'RE-2026-000002: its PDF holds another invoice as XML: its hash is …. Right: ….',
      `RE-2026-000002: was issued as …. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'a PDF replaced by that of another invoice, and every record of it',
    damage: (it) => exchange(it, { xml: it.body(...fact(1, 'document'))['xml'] }),
    named: [
      'RE-2026-000002: the XML in its PDF is not that of the invoice: it says <ram:ID>RE-2026-000001. Right: <ram:ID>RE-2026-000002.',
      `RE-2026-000002: was issued as …. Right: …, which the manifest of ${SEPTEMBER} lists.`,
    ],
  },
  {
    why: 'a PDF replaced by that of another invoice, of which no record says what rendered it',
    damage: (it) => exchange(it, { renderer: undefined }),
    named: [`RE-2026-000002: was issued as …. Right: …, which the manifest of ${SEPTEMBER} lists.`],
  },
  {
    why: 'a PDF under another name',
    damage(it) {
      it.write('kranich/2026/other.pdf', it.read(pdf(2)));
      it.removeFile(pdf(2));
      it.change(...fact(2, 'issued'), { archiveKey: 'kranich/2026/other.pdf' });
    },
    named: [`RE-2026-000002: is filed as kranich/2026/other.pdf. Right: ${pdf(2)}.`],
  },
  { why: 'a stray PDF', damage: (it) => it.write(pdf(9), 'stray'), named: [`${pdf(9)}: belongs to no number. ${ONLY_ISSUED}`] },
  {
    why: 'a stray invoice beside a VOID document',
    damage: (it) => it.write(pdf(6), 'stray'),
    named: [`${pdf(6)}: belongs to no number. ${ONLY_ISSUED}`],
  },
  {
    why: 'a file of nobody',
    damage: (it) => it.write('habicht/2026/RE-2026-000001.pdf', 'stray'),
    named: ['habicht/2026/RE-2026-000001.pdf: belongs to no seller. Right: folders of sellers alone.'],
  },
];

/** The PDF of the first invoice in place of that of the second, with the hash of it wherever the table has one. */
function exchange(it: Damage, document: Record<string, unknown>): void {
  const other = it.read(pdf(1));
  it.write(pdf(2), other);
  it.change(...fact(2, 'issued'), { hash: sha256(other) });
  it.change(...fact(2, 'document'), { hash: sha256(other), ...document });
}

const year = verifiedYear();

describe.each([
  { part: 'documents', planted: DOCUMENTS },
  { part: 'the archive', planted: ARCHIVE },
])('verify, in $part', ({ planted }) => {
  it.each(planted)('names $why', async ({ damage, named }) => {
    expect(await year.problems(damage)).toEqual(named);
  });
});
