/** Everything that a person does about dunning, direct debits and reports in the console, once: what it may reach, it reaches. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

import { importCatalog } from '../../local/commands/import-catalog.ts';
import type { Browsing } from './browsing.ts';
import { adlerSection, SELLER, SELLER_SECTION } from './catalog.ts';
import { DUNNED } from './dunned-invoice.ts';
import type { OneProcess } from './one-process.ts';

const PAYMENTS = `/sellers/${SELLER}/payments`;
const DEBITS = `${PAYMENTS}/direct-debits`;
const REPORTS = `/sellers/${SELLER}/reports`;

/** 40.00 and 20 % of tax, by direct debit. */
const DEBITED_CATALOG = `${SELLER_SECTION}  payments: { directDebit: { creditorId: DE98ZZZ09999999999 } }
plans:
  - { id: flat, name: Flat, currency: EUR, prices: [{ id: base, name: Base, model: flat, amount: "40" }] }
${adlerSection('{ id: s, plan: flat, start: 2026-10-01 }', {
  more: 'payment: { method: direct-debit, mandate: { reference: M-1, iban: DE75512108001245126199, signedOn: 2026-01-02 } }',
})}`;

/** Looks at a case that was handed over, opens another, and ends it. */
export async function goAfterInConsole(browser: Browsing): Promise<void> {
  const [cases, page] = [`${PAYMENTS}/dunning`, `${PAYMENTS}/dunning/${DUNNED}`];
  for (const path of [cases, page, `${page}?case=1`, `${page}/1/hand-over.csv`])
    expect(await browser.get(path)).toMatchObject({ status: 200 });
  await browser.get(page);
  for (const act of ['open', 'close']) expect(await browser.post(page, { act, reason: 'A test' })).toMatchObject({ status: 303 });
}

/** Bills October, files its debit, takes what the bank rejects, and looks at every report. */
export async function collectInConsole(home: OneProcess, browser: Browsing, folder: string): Promise<void> {
  const catalog = join(folder, 'debited.yml');
  writeFileSync(catalog, DEBITED_CATALOG);
  await importCatalog([catalog], 'ops');
  await home.run('2026-10', '2026-11-02T05:00:00Z');
  await browser.get(DEBITS);
  expect(await browser.post(DEBITS, {})).toMatchObject({ status: 303 });
  const { text } = await browser.get(DEBITS);
  const [, file = ''] = /files\/(DD-[^"]+)"/.exec(text) ?? [];
  expect(await browser.get(`${DEBITS}/files/${file}`)).toMatchObject({ status: 200 });
  expect(await browser.upload(`${DEBITS}/reports`, { name: 'report.xml', content: rejectionXml(file, `${DUNNED}-1`) })).toMatchObject({
    status: 200,
  });
  const files = ['cash', 'ageing', 'revenue', 'deferred'].map((name) => `${REPORTS}/${name}.csv`);
  for (const path of [`${PAYMENTS}/collected`, REPORTS, `${REPORTS}/revenue`, `${REPORTS}/deferred`, ...files])
    expect(await browser.get(path)).toMatchObject({ status: 200 });
}

/** What a bank says of a debit that it rejects, since the account is closed: pain.002.001.10. */
export function rejectionXml(collection: string, debit: string): string {
  const head = '<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-11-10T08:00:00</CreDtTm></GrpHdr>';
  const about = `<OrgnlGrpInfAndSts><OrgnlMsgId>${collection}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId></OrgnlGrpInfAndSts>`;
  const why = `<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>`;
  const order = `<OrgnlPmtInfId>${collection}-1</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>${debit}</OrgnlEndToEndId>${why}</TxInfAndSts>`;
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>${head}${about}<OrgnlPmtInfAndSts>${order}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
}
