import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { getReview } from '../../shared/review.store.ts';
import { quarantine } from '../../shared/quarantine.store.ts';
import { keepTransactions } from '../../shared/bank/bank.store.ts';
import { files } from '../../shared/ports.ts';
import { refundFileKey } from '../../shared/receivables/refund-set.store.ts';
import { ACCOUNT } from '../../test/support/camt.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import { callsEvent, catalogYaml, importCustomers, keepUsage, NUMBERING, SELLER, SELLER_SECTION } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { askApi, type Answered, type By, type Sent } from '../../test/support/people.ts';
import { placeMugs } from '../../test/support/shop.ts';
import { invoiceFor, keepIssued, keepVoided, openReviewed } from '../../test/support/runs.ts';
import { openApiDocument } from './v1-document.ts';
import { API_ROUTES } from './v1.routes.ts';
import { broken, NONSENSE, valuesOf, type Known, type Schema } from '../../test/support/schema-values.ts';

interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
/** What is asked, part by part, before it is put together. */
interface Asked {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

const ADMIN = { email: 'cfo@kranich.example', role: 'admin' } as const;
const RUN = 'kranich-2026-10-1';
/** Nothing is priced, collected or handed over in this world: flows of their own have these answers. */
const TOLD_ELSEWHERE = ['explainLine', 'explainDraftLine', 'getHandOverFile', 'getDunningLetter', 'getDebitFile', 'getCollectedPayment'];
const TRACES = /\.ts:\d|node_modules|\n\s+at /;

/** As a JSON Pointer in a URI has it. */
const pointed = (text: string): string => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
const DOCUMENT = openApiDocument(API_ROUTES) as Document;
const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation,
    name: operation.operationId,
    place: `${pointed(path)}/${method}`,
  })),
);
const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(DOCUMENT, 'document');
const validators = new Map<string, ValidateFunction>();

let world: Embedded;
let known: Known;

beforeAll(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' }, { id: 'bussard' });
  await keepUsage(callsEvent('adler', '5'));
  await quarantine(SELLER, [{ text: '{"id":"q"}', reason: { code: 'bad-field', message: 'time: missing' } }], '2026-10-20T12:00:00Z');
  const { contentHash, key } = await openReviewed(['adler', 'bussard']);
  await getReview(key);
  await takeNumberBlocks(NUMBERING, 'single', { RE: 3 }, '2026-11-02');
  await keepIssued(invoiceFor('adler', 'RE-2026-000001'));
  await keepVoided('bussard', 'RE-2026-000002');
  const said = { account: ACCOUNT, bookedOn: '2026-11-02', amount: '12.00', currency: 'EUR', counterparty: {}, text: 'RE-2026-000001' };
  await keepTransactions(SELLER, [{ schema: 1, id: 'transaction', statement: 'file', ...said }]);
  await files().put(refundFileKey(SELLER, 'refunds-1'), Buffer.from('<Document/>'), 'application/xml');
  const { records } = world;
  await keepCatalog(parseCatalog(`${SELLER_SECTION}items: [{ id: mug, name: Mug, prices: { EUR: 10.00 } }]\n`, 'shop.yml'));
  await placeMugs('o-1', 1);
  const entry = records().find(({ pk }) => pk.includes('|quarantine|'))?.sk;
  known = {
    ...{ sellerId: [SELLER], runId: [RUN], run: [RUN], customerId: ['adler', 'bussard'], customer: ['adler'], repaired: ['bussard'] },
    ...{
      number: ['RE-2026-000001', 'RE-2026-000002'],
      line: [1, 2],
      series: ['RE-2026'],
      contentHash: [contentHash],
      since: [contentHash],
    },
    ...{
      id: [entry],
      ids: [entry],
      ...{ orderId: ['o-1'], order: ['o-1'], item: ['mug'] },
      ...{ transaction: ['transaction'], file: ['refunds-1'], to: ['2026-10-31'] },
      from: ['2026-10-01'],
      until: ['2026-10-09'],
      month: ['2026-10'],
      after: [undefined],
      largest: [undefined],
      meter: ['calls', undefined],
      day: ['2026-10-15'],
      numbers: [['RE-2026-000001'], undefined],
      text: [catalogYaml({ id: 'adler' }, { id: 'bussard' }), '- no catalog'],
    },
    'Idempotency-Key': ['"a"', '"b"', '"c"'],
  };
}, 60_000);
afterAll(() => world.close());

it('is an OpenAPI 3.1 document, in which every route says what is answered and what is refused', async () => {
  expect((await askApi(ADMIN, 'GET', '/v1/openapi.json')).body).toEqual(JSON.parse(JSON.stringify(DOCUMENT)));
  expect(DOCUMENT.openapi).toMatch(/^3\.1\./);
  expect(OPERATIONS.length).toBeGreaterThan(25);
  expect(new Set(OPERATIONS.map(({ name }) => name)).size).toBe(OPERATIONS.length);
  for (const { operation } of OPERATIONS) expect(operation.responses['default']?.content).toHaveProperty(['application/problem+json']);
});

describe.each(OPERATIONS)('$name', ({ name, method, path, operation, place }) => {
  const asking = (by: By, asked: Asked): Promise<Answered> => askApi(by, method, addressOf(path, asked), sentOf(operation, asked));
  const check = (property: fc.IAsyncProperty<[Asked]>, numRuns: number): Promise<void> =>
    fc.assert(property, { numRuns, seed: 8, endOnFailure: true });

  it('answers what it says, whatever is asked of it that fits', async () => {
    let isAnswered = false;
    const property = fc.asyncProperty(fitting(operation), async (asked) => {
      const answer = await asking(ADMIN, asked);
      isAnswered ||= answer.status === 200;
      expect(faultOf(operation, place, answer)).toBeUndefined();
    });
    await check(property, 12);
    if (method === 'GET' && !TOLD_ELSEWHERE.includes(name)) expect(isAnswered).toBe(true);
  }, 60_000);

  it('refuses what does not fit, or answers it, and never breaks', async () => {
    const property = fc.asyncProperty(
      fitting(operation).chain((asked) => brokenOf(operation, asked)),
      async (asked) => expect(faultOf(operation, place, await asking(ADMIN, asked))).toBeUndefined(),
    );
    await check(property, 25);
  }, 60_000);

  it('refuses a field that is not known, in the query and in the body, and says which', async () => {
    const [asked] = fc.sample(fitting(operation), { numRuns: 1, seed: 8 }) as [Asked];
    expect(await asking(ADMIN, { ...asked, query: { ...asked.query, unheardOf: '1' } })).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([{ parameter: 'unheardOf', detail: expect.any(String) }]) },
    });
    if (!operation.requestBody) return;
    expect(await asking(ADMIN, { ...asked, body: { ...(asked.body as object), unheardOf: 1 } })).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([{ pointer: '#/unheardOf', detail: expect.any(String) }]) },
    });
  });

  it.each([
    { who: 'nobody', by: undefined, status: 401 },
    { who: 'somebody whose address is not verified', by: { email: ADMIN.email, stepbill_role: 'admin' }, status: 403 },
    { who: 'somebody without a role', by: { email: ADMIN.email, email_verified: 'true' }, status: 403 },
  ])('tells $who nothing: $status', async ({ by, status }) => {
    const before = world.records();
    const [asked] = fc.sample(fitting(operation), { numRuns: 1, seed: 8 }) as [Asked];
    expect(await asking(by, asked)).toMatchObject({ status, body: { status } });
    expect(world.records()).toEqual(before);
  });
});

/** What is asked as the document says it. */
function fitting({ parameters = [], requestBody }: Operation): fc.Arbitrary<Asked> {
  const values = (place: Parameter['in']): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
    const own = parameters.filter((it) => it.in === place);
    const fields = Object.fromEntries(own.map(({ name, schema }) => [name, valuesOf(schema, known, name)]));
    return fc.record(fields, { requiredKeys: own.filter(({ required }) => required).map(({ name }) => name) });
  };
  const body = requestBody ? valuesOf(requestBody.content['application/json'].schema, known) : fc.constant(undefined);
  return fc.record({ path: values('path'), query: values('query'), headers: values('header'), body });
}

function brokenOf({ requestBody }: Operation, asked: Asked): fc.Arbitrary<Asked> {
  const nonsense = fc.constantFrom(...NONSENSE);
  const inPath = fc.constantFrom(...Object.keys(asked.path), 'none');
  return fc.oneof<fc.Arbitrary<Asked>[]>(
    fc.tuple(inPath, nonsense).map(([name, it]) => ({ ...asked, path: { ...asked.path, [name]: it } })),
    broken(asked.query).map((it) => ({ ...asked, query: Object(it) as Record<string, unknown> })),
    nonsense.map((it) => ({ ...asked, headers: { ...asked.headers, 'idempotency-key': String(it).replaceAll(/[^\x20-\x7e]/g, '') } })),
    ...(requestBody ? [broken(asked.body as Record<string, unknown>).map((body) => ({ ...asked, body }))] : []),
    ...(requestBody ? [fc.constantFrom('{', '', 'null', '[1', '"x"', `"${'x'.repeat(70_000)}"`).map((body) => ({ ...asked, body }))] : []),
  );
}

function addressOf(path: string, { path: parts, query }: Asked): string {
  const text = (value: unknown): string =>
    encodeURIComponent((typeof value === 'string' ? value : String(JSON.stringify(value))).toWellFormed());
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => text(parts[name]));
  const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`${text(name)}=${text(value)}`]));
  return `${place}${asked.length > 0 ? `?${asked.join('&')}` : ''}`;
}

function sentOf({ requestBody }: Operation, { headers, body }: Asked): Sent {
  const own = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
  return { headers: own, ...(requestBody ? { body: typeof body === 'string' ? body : (JSON.stringify(body) ?? 'undefined') } : {}) };
}

function validatorAt($ref: string): ValidateFunction {
  const known = validators.get($ref) ?? ajv.compile({ $ref });
  validators.set($ref, known);
  return known;
}

/** What is wrong with an answer by the document, or undefined. */
function faultOf({ responses }: Operation, place: string, { status = 0, headers, body }: Answered): string | undefined {
  const code = status in responses ? String(status) : 'default';
  const said = code === 'default' && (status < 400 || status > 499) ? undefined : responses[code];
  if (!said) return `${status} is no answer of it: ${JSON.stringify(body)}`;
  const type = headers['content-type'] ?? '';
  const content = said.content[type];
  if (!content) return `${type} is no content of ${status}`;
  if (Buffer.isBuffer(body)) return undefined;
  const validate = validatorAt(`document#/paths/${place}/responses/${code}/content/${pointed(type)}/schema`);
  if (!validate(body)) return `${JSON.stringify(body).slice(0, 300)} does not fit: ${ajv.errorsText(validate.errors)}`;
  return TRACES.test(JSON.stringify(body)) ? `It shows a trace: ${JSON.stringify(body)}` : undefined;
}
