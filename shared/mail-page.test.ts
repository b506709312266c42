import { describe, expect, it } from '@jest/globals';

import { invoiceFor } from '../test/support/runs.ts';
import { mailPage, type MailPage } from './mail-page.ts';

const { seller } = invoiceFor('adler', 'RE-2026-000001');
const PAGE: MailPage = {
  language: 'en',
  seller,
  title: 'Invoice',
  number: 'RE-2026-000001',
  paragraphs: ['Hello,', 'our invoice RE-2026-000001 is attached.', 'Kind regards'],
  facts: [['IBAN', 'AT61 1904 3002 3457 3201']],
  total: ['Total due', '€12.00'],
};
const page = (changes: Partial<MailPage> = {}): string => mailPage({ ...PAGE, ...changes });
/** What is read, without markup. */
const readOf = (markup: string): string =>
  markup.replace(/<(style|title).*?<\/\1>/gs, '').replace(/<br>|<\/(p|td|th|h1)>/g, '\n').replace(/<[^>]*>/g, '').replace(/\n+/g, '\n'); // prettier-ignore

describe('the page of a mail', () => {
  it('says what the text says, and who writes', () => {
    expect(readOf(page()).trim().split('\n')).toEqual([
      seller.brand,
      'Invoice RE-2026-000001',
      'Hello,',
      'our invoice RE-2026-000001 is attached.',
      'IBAN',
      'AT61 1904 3002 3457 3201',
      '&nbsp;',
      'Total due',
      '€12.00',
      'Kind regards',
      'Kranich Software GmbH',
      'Kranich Software GmbH · Lindengasse 4 · 1070 Wien',
      'billing@kranich.example · Our VAT ID ATU10000005',
    ]);
  });

  it('says its language, for who has it read aloud', () => {
    expect(page({ language: 'de' }).match(/lang="de"/g)).toHaveLength(2);
  });

  it('shows as text whatever a name or a title holds', () => {
    const evil = '"><img src=x onerror=alert(1)>';
    const made = page({ seller: { ...seller, name: evil, brand: evil }, title: evil, number: evil, paragraphs: [evil, evil], facts: [[evil, evil]] }); // prettier-ignore
    expect(made).not.toContain('<img');
    expect(made).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
  });

  it('loads nothing and leads nowhere but to a page it names', () => {
    expect(page()).not.toMatch(/https?:|src=|href=|url\(|@import|<script|<link/);
    const url = 'https://pay.example/a?b=1&c=2';
    const made = page({ paragraphs: ['Hello,', `Please do so here: ${url}`, 'Kind regards'], link: { url, label: 'Confirm' } });
    expect(made.match(/href="[^"]*"/g)).toEqual(['href="https://pay.example/a?b=1&amp;c=2"']);
    expect(readOf(made)).toContain('Please do so here: Confirm\n');
  });

  it('has neither table nor rule where nothing is to be paid', () => {
    expect(page({ facts: [], total: undefined })).not.toContain('<th');
  });
});
