import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { create } from 'fontkit';
import { sha256 } from '../../shared/content-hash.ts';
import { INVOICES } from '../../test/documents/sample-documents.ts';
import { invoiceToAttach } from './attached-invoice.ts';
import { fontFile } from './font-files.ts';
import { RENDERER } from './renderer.ts';

it('says which pdfkit and which Inter are installed', () => {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfkit'));
  expect(JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8'))).toMatchObject({ name: 'pdfkit', version: RENDERER.pdfkit });
  for (const cut of ['Regular', 'Medium', 'SemiBold'] as const)
    expect(create(fontFile(cut)).version).toMatch(new RegExp(`^Version ${RENDERER.font.replace('Inter ', '')};`));
});

// Where this fails, verify would report documents that an earlier version has made: raise the version, and write the new
// hash here. Where only an invoice was added to the samples, the hash alone.
it('has another version than the one that wrote other XML', () => {
  const written = INVOICES.map(({ invoice }) => invoiceToAttach(invoice)).join('');
  expect({ version: RENDERER.version, hash: sha256(written) }).toEqual({
    version: 1,
    hash: '8246e6be7b746f78ff30b6f694876e1639c9594cfb7b0c2c434d85dbaf031d09',
  });
});
