/** What the months of the sample leave in the archive, and what it comes to as XML, as the validators see it. */
import '../support/quiet-log.ts';

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { listInvoices } from '../../local/commands/list-invoices.ts';
import { runMonth } from '../../local/commands/run-month.ts';
import { openWorkspace, type Workspace } from '../../local/workspace.ts';
import { ciiOf } from '../../shared/en16931/cii.ts';
import { ublOf } from '../../shared/en16931/ubl.ts';
import { requireFact } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { archive } from '../../shared/ports.ts';
import { runScript } from '../support/stepbill.ts';
import { ACCESSIBLE, ARCHIVED, facturXRulesFor, startValidator, xmlRulesFor, type BrokenRule, type Validator } from './rule-program.ts';

// The first document of each set of rules waits until they are compiled.
jest.setTimeout(300_000);

const START = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const SELLER = 'nordlicht';
/** Fewer than there are, so that it is quick; each plan is among them, and who is corrected. */
const CUSTOMERS = '24';
const CORRECTED = 'wiener-takt';

const data = join(mkdtempSync(join(tmpdir(), 'stepbill-documents-')), 'data');
let workspace: Workspace;
let invoices: readonly Invoice[];
let pdfRules: Validator;
let xmlRules: Validator;

beforeAll(async () => {
  [pdfRules, xmlRules] = [startValidator('pdf-rules'), startValidator('xml-rules')];
  const { code, stderr } = await runScript(START, ['--data', data, '--customers', CUSTOMERS]);
  if (code !== 0) throw new Error(`npm start ended with ${code}:\n${stderr}`);
  workspace = openWorkspace({ data, now: new Date('2026-12-02T05:00:00Z'), threads: 1 });
  await runMonth(workspace, { sellerId: SELLER, month: '2026-11', startedBy: 'ops', onlyCustomers: [CORRECTED] }, () => {});
  const numbers = (await listInvoices(SELLER)).map(({ number }) => number);
  invoices = await Promise.all(numbers.map((number) => requireFact(SELLER, number, 'content')));
});
afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
  pdfRules.stop();
  xmlRules.stop();
  rmSync(join(data, '..'), { recursive: true });
});

/** Rules that the documents break, by their number. */
async function brokenRules(
  document: (invoice: Invoice) => Promise<BrokenRule[]>,
  of: readonly Invoice[] = invoices,
): Promise<Record<string, BrokenRule[]>> {
  const found: Record<string, BrokenRule[]> = {};
  for (const invoice of of) {
    const broken = await document(invoice);
    if (broken.length > 0) found[invoice.number] = broken;
  }
  return found;
}

/** As a catalog that says where each party receives electronic invoices, and what the customer wants on its own. */
function addressed(invoice: Invoice): Invoice {
  const address = { scheme: '0088', id: '4012345000009' };
  const { seller, customer } = invoice;
  return {
    ...invoice,
    seller: { ...seller, electronicAddress: address },
    customer: { ...customer, electronicAddress: address, buyerReference: '04011000-12345-34' },
  };
}

it('covers two months, the correction of the first, and orders, of which some are credited', () => {
  expect(invoices.length).toBeGreaterThan(40);
  expect(invoices.some(({ kind }) => kind === 'credit-note')).toBe(true);
  expect(invoices.some(({ lines }) => lines.some(({ trace }) => trace.correction))).toBe(true);
});

it('what lies in the archive keeps to PDF/A-3b, PDF/UA-1 and Factur-X', async () => {
  const filed = async ({ number }: Invoice): Promise<Uint8Array> => {
    const { archiveKey } = await requireFact(SELLER, number, 'issued');
    return (await archive().get(archiveKey))!;
  };
  // A document takes a second or two: every fourth, the correction among them.
  const some = invoices.toReversed().filter((_, index) => index % 4 === 0);
  for (const rulesFor of [() => ARCHIVED, () => ACCESSIBLE, facturXRulesFor])
    expect(await brokenRules(async (invoice) => pdfRules.brokenRules(rulesFor(invoice), await filed(invoice)), some)).toEqual({});
});

it('each invoice keeps to EN 16931, as CII and as UBL', async () => {
  expect(await brokenRules((invoice) => xmlRules.brokenRules(xmlRulesFor(invoice).cii, ciiOf(invoice)))).toEqual({});
  expect(await brokenRules((invoice) => xmlRules.brokenRules(xmlRulesFor(invoice).ubl, ublOf(invoice, 'ubl')))).toEqual({});
});

it('each keeps to XRechnung and to Peppol, once the catalog says whom it reaches where', async () => {
  for (const profile of ['xrechnung', 'peppol'] as const)
    expect(await brokenRules((invoice) => xmlRules.brokenRules(xmlRulesFor(invoice)[profile], ublOf(addressed(invoice), profile)))).toEqual(
      {},
    );
});
