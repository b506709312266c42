/** What `npm run package` made: every zip runs as Lambda would run it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from '@jest/globals';

import { sha256 } from '../shared/content-hash.ts';
import { renderInvoice } from '../services/pdf-rendering/invoice-pdf.ts';
import { NORDLICHT, sampleInvoice, twelveLines } from './support/sample-invoice.ts';
import { callPackaged } from './support/packaged-function.ts';
import { resourcesOfType } from './support/packaged.ts';
import { startAwsStub } from './support/aws-stub.ts';
import { unzip } from './support/unzip.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Handlers that a request reaches, and what they answer to a stranger: each asks first who it is from, or for the link it follows. */
const ROUTES = new Map([
  ...['ingest-usage', 'get-usage', 'get-preview', 'console', 'stripe-webhook', 'take-order', 'show-order'].map(
    (name) => [name, 401] as const,
  ),
  ['customer-door', 404],
]);
/** A request that says nothing of who it is from. */
const STRANGER = {
  rawPath: '/',
  rawQueryString: '',
  headers: {},
  requestContext: { timeEpoch: 0, domainName: 'x.example', http: { method: 'GET' } },
};
/** Lambda takes 50 MB; a step that starts cold must not load more than this. */
const MOST_BYTES = 2_000_000;

const functions = resourcesOfType('AWS::Lambda::Function').map(({ service, Properties }) => ({
  service,
  handler: String(Properties['Handler']),
  properties: Properties,
}));

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe.each(functions)('the function $handler', ({ service, handler, properties }) => {
  const name = handler.replace(/\.handler$/, '');
  const zip = join(ROOT, 'services', service, '.serverless', `${name}.zip`);

  it('has a zip with its own file alone', () => {
    expect(unzip(zip, newFolder())).toEqual([`${name}.js`]);
    expect(readFileSync(zip).byteLength).toBeLessThan(MOST_BYTES);
  });

  it('runs on the Node and the processor that were chosen', () => {
    expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], FunctionName: `stepbill-${service}-dev-${name}` });
  });

  it('loads as Lambda loads it, and refuses input that fits nothing', async () => {
    const statusCode = ROUTES.get(name);
    const outcome = await callPackaged(zip, handler, statusCode === undefined ? {} : STRANGER);
    if (statusCode !== undefined) expect(outcome.result).toMatchObject({ statusCode });
    else expect(outcome.error).toMatchObject({ name: 'InvalidInputError' });
  });
});

it('generate-pdf makes the document that its source makes', async () => {
  const bank = { ...NORDLICHT.bank, iban: 'DE89370400440532013000' };
  const invoice = sampleInvoice(twelveLines(), { seller: { ...NORDLICHT, bank } });
  const { number, seller } = invoice;
  const stub = await startAwsStub([{ pk: `${seller.id}|invoice|${number}`, sk: 'content', body: invoice }]);
  try {
    const zip = join(ROOT, 'services/pdf-rendering/.serverless/generate-pdf.zip');
    expect(await callPackaged(zip, 'generate-pdf.handler', { sellerId: seller.id, number }, { AWS_ENDPOINT_URL: stub.url })).toEqual({
      result: null,
    });

    const hash = sha256(await renderInvoice(invoice));
    const key = `${seller.id}/${invoice.issueDate.slice(0, 4)}/${number}.pdf`;
    const pdf = stub.files.get(`/stepbill-dev-archive-000000000000/${key}`);
    expect(pdf && sha256(pdf)).toBe(hash);
    expect(stub.writes).toEqual([expect.stringContaining(hash)]);
  } finally {
    stub.close();
  }
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-zip-'));
  folders.push(folder);
  return folder;
}
