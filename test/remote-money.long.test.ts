/**
 * Commands about money with --url, each beside the same one in a data folder: two folders are alike at first, one is served,
 * and whatever is typed there and here is said, done and written in the same way.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { creditInvoice } from '../local/commands/credit-invoice.ts';
import { addUser } from '../local/serve/users.ts';
import { ACCOUNT, statementXml, transferIn } from './support/camt.ts';
import { customerYaml, SELLER, SELLER_SECTION, SELLER_YAML } from './support/catalog.ts';
import { rejectionXml } from './support/collected-in-console.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { dunningAt } from './support/dunned-invoice.ts';
import { imported } from './support/erasable-world.ts';
import { openOneProcess } from './support/one-process.ts';
import { serving, type Served } from './support/serving.ts';
import type { Ended } from './support/stepbill.ts';
import { tokenOf } from './support/token-of.ts';
import { withoutPlace } from './support/typed-place.ts';

const NOW = '2026-11-24T09:00:00Z';
const BILLER = 'biller@kranich.example';
const WHY = ['--reason', 'A test'];
const IBAN = 'DE75512108001245126199';
/** 10.00 and 20 % of tax each, due on 16 November; numbered in the order of the ids of their customers. */
const [DEBITED, CARD, DUNNED, CREDITED, PAID] = [1, 2, 3, 4, 5].map((n) => `RE-2026-00000${n}`) as [string, string, string, string, string];
const MEANS = {
  adler: `payment: { method: direct-debit, mandate: { reference: M-1, signedOn: 2026-01-02, iban: ${IBAN} } }`,
  bussard: 'payment: { method: card, provider: fake, customer: c, paymentMethod: ok, lastDigits: "4242" }',
  falke: 'payment: { method: bank-transfer }',
  gans: 'payment: { method: bank-transfer }',
  habicht: 'payment: { method: bank-transfer }',
};
const SELLER_PAYMENTS = `  payments: { directDebit: { creditorId: DE98ZZZ09999999999 } }
  dunning:
    version: 1
    steps:
      - { do: remind, after: 3 }
      - { do: remind, after: 30, letter: dunning-notice, fee: { EUR: 5.00 } }
`;

const folder = mkdtempSync(join(tmpdir(), 'stepbill-remote-money-'));
const [behind, data] = [join(folder, 'behind'), join(folder, 'here')];
const at = (name: string): string => join(folder, name);
let served: Served;
let url = '';

const here = (...args: readonly string[]) => commandInTurn([...args, '--data', data, '--now', NOW, '--as', BILLER]);
const reading = (...args: readonly string[]) => commandInTurn([...args, '--data', data, '--now', NOW]);
const there = (...args: readonly string[]) => commandInTurn([...args, '--url', url], { STEPBILL_TOKEN: tokenOf(behind, BILLER, NOW) });

/** Moments are those of two clocks, of which one goes on. */
const told = ({ code, stdout, stderr }: Ended, place: string) => ({
  code,
  stdout: withoutPlace(stdout, place, NOW).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>'),
  stderr: withoutPlace(stderr, place, NOW),
});

/** @returns what is said there, which is what is said here */
async function alike(type: typeof here, args: readonly string[]): Promise<string> {
  const [remote, local] = [told(await there(...args), url), told(await type(...args), data)];
  if (args.includes('--json') && remote.code === 0)
    expect({ args, said: JSON.parse(remote.stdout) as unknown }).toEqual({ args, said: JSON.parse(local.stdout) as unknown });
  else expect({ args, ...remote }).toEqual({ args, ...local });
  return remote.stdout + remote.stderr;
}
const shown = (...args: readonly string[]): Promise<string> => alike(reading, args);
const decided = (...args: readonly string[]): Promise<string> => alike(here, args);
const filesOf = (name: string): Record<string, string> =>
  Object.fromEntries(readdirSync(at(name)).map((file) => [file, readFileSync(join(at(name), file), 'base64')]));

beforeAll(async () => {
  const process = openOneProcess(behind, '2026-09-30T05:00:00Z');
  const seller = SELLER_YAML.replace(SELLER_SECTION, `${SELLER_SECTION}${SELLER_PAYMENTS}`);
  const customers = Object.entries(MEANS).map(([id, means]) => `${customerYaml({ id })}\n    ${means}`);
  await imported(process, '2026-09-30T05:00:00Z', `${seller}customers:${customers.join('')}\n`);
  await process.run('2026-10', '2026-11-02T05:00:00Z');
  await creditInvoice(process.workspace, SELLER, { number: CREDITED, wanted: { amount: '2' }, reason: 'Outage', by: BILLER });
  await dunningAt(process, '2026-11-20T09:00:00Z');
  await process.close();
  await addUser(behind, { email: BILLER, role: 'biller', since: NOW }, 'correct horse battery');
  await addUser(behind, { email: 'viewer@kranich.example', role: 'viewer', since: NOW }, 'correct horse battery');
  cpSync(behind, data, { recursive: true });
  served = serving(behind, NOW, '--no-schedule');
  url = String((await served.until('serving'))['url']);
}, 120_000);
afterAll(async () => {
  await served?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it('show what is open and what the months come to', async () => {
  expect(await shown('receivables')).toContain(DUNNED);
  expect(await shown('receivables', '--overdue')).toContain('overdue');
  for (const args of [
    ['receivables', '--json'],
    ['direct-debits', 'list', '--json'],
    ['mail', 'troubles'],
  ])
    await shown(...args);
  for (const report of [['ageing'], ['cash'], ['revenue'], ['revenue', '--from', '2026-10', '--until', '2026-11'], ['deferred']])
    for (const form of [[], ['--csv'], ['--json']]) await shown('report', ...report, ...form);
  expect(await shown('report', 'revenue')).toContain('basic');
}, 120_000);

it('go after what is overdue, and say that what is served does so by itself', async () => {
  for (const form of [[], ['--json']]) expect(await shown('dunning', 'list', ...form)).toContain(DUNNED);
  expect(await decided('dunning', 'pause', DUNNED, '--until', '2026-12-31', ...WHY)).toBe('Decided: pause.\n');
  expect(await decided('dunning', 'pause', DUNNED, '--until', '2026-12-31', ...WHY)).toBe('It was decided so already.\n');
  expect(await decided('dunning', 'resume', DUNNED, ...WHY)).toBe('Decided: resume.\n');
  expect(await decided('dunning', 'instalments', DUNNED, '2026-12-01=6.00', '2027-01-01=6.00', ...WHY)).toBe('Decided: instalments.\n');
  expect(await decided('dunning', 'instalments', DUNNED, 'soon=4.00', ...WHY)).toContain('is no instalment');
  for (const form of [[], ['--json']]) expect(await shown('dunning', 'show', DUNNED, ...form)).toContain('instalments');
  expect(await shown('dunning', 'show', CARD)).toContain(`${CARD} has no dunning case.`);
  expect(await decided('dunning', 'close', DUNNED, ...WHY)).toBe('Decided: close.\n');
  expect(await decided('dunning', 'open', DUNNED, ...WHY)).toBe(`Case 2 of ${DUNNED} is open.\n`);
  expect((await there('dunning', 'run')).stderr).toContain('looks for overdue invoices by itself');
}, 120_000);

describe('statements of the bank', () => {
  const [camt, csv, mapping] = [at('november.xml'), at('turnover.csv'), at('bank.yml')];
  beforeAll(() => {
    const entries = [
      transferIn({ amount: '12.00', ref: 'B1', text: PAID, iban: IBAN, name: 'Habicht Works' }),
      transferIn({ amount: '7.00', ref: 'B2', text: 'A gift', iban: IBAN, name: 'Falke Works' }),
      transferIn({ amount: '3.00', ref: 'B3', text: 'Interest' }),
    ];
    writeFileSync(camt, statementXml({ entries, closing: '1022.00' }));
    writeFileSync(csv, `Booked,Amount,Payer,Purpose\n2026-11-10,1.50,Falke Works,a part\n`);
    writeFileSync(
      mapping,
      'date: { column: Booked, format: YYYY-MM-DD }\namount: { column: Amount, decimal: "." }\ncurrency: EUR\nname: Payer\ntext: [Purpose]\n',
    );
    writeFileSync(at('bomb.xml'), '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>');
    writeFileSync(at('large.xml'), 'x'.repeat(3 * 1024 * 1024 + 1));
  });

  it('are imported, refused, and listed with what each transaction may be for', async () => {
    expect(await decided('bank', 'import', camt)).toContain('3 transactions, 3 of them new.');
    expect(await decided('bank', 'import', camt)).toContain('was imported before; nothing was changed.');
    expect(await decided('bank', 'import', csv, '--mapping', mapping)).toContain('1 transaction, 1 of them new.');
    expect(await decided('bank', 'import', csv)).toContain('was not imported, and nothing of it is booked');
    expect(await decided('bank', 'import', at('bomb.xml'))).toContain('document type');
    expect(await decided('bank', 'import', at('nowhere.xml'))).toContain('There is no file');
    for (const form of [[], ['--json']]) {
      await shown('bank', 'list', ...form);
      expect(await shown('bank', 'list', '--unmatched', ...form)).toContain('A gift');
    }
    expect((await there('bank', 'import', at('large.xml'))).stderr).toMatch(
      /large\.xml has 3145729 bytes, and a request holds 3 MiB of a file/,
    );
  }, 120_000);

  it('are matched, taken back, dismissed and paid back, into one file for the bank', async () => {
    const listed = JSON.parse((await there('bank', 'list', '--unmatched', '--json')).stdout) as { id: string; text: string }[];
    const idOf = (text: string): string => listed.find((it) => it.text === text)!.id.slice(0, 8);
    expect(await decided('bank', 'match', idOf('A gift'), `${DUNNED}=2.00`)).toBe(`${DUNNED}: payment of 2.00 EUR.\n`);
    expect(await decided('bank', 'match', idOf('A gift'), `${DUNNED}=2.00`)).toBe('It is so already; nothing was changed.\n');
    expect(await decided('bank', 'match', idOf('A gift'), `${DUNNED}=5.00`)).toContain('with another amount');
    expect(await decided('bank', 'unmatch', idOf('A gift'), DUNNED, ...WHY)).toContain('taken back');
    expect(await decided('bank', 'match', idOf('A gift'), `${DUNNED}=3.00`, '--json')).toContain('"3.00"');
    expect(await decided('bank', 'dismiss', idOf('Interest'), ...WHY)).toBe('It pays no invoice.\n');
    expect(await decided('bank', 'dismiss', idOf('Interest'), ...WHY)).toBe('It was dismissed already.\n');
    expect(await decided('bank', 'dismiss', 'ffffffff', ...WHY)).toContain('There is no transaction ffffffff');

    expect(await decided('refund', 'ffffffff', ...WHY)).toContain('There is no transaction ffffffff');
    expect(await decided('refund', DUNNED, ...WHY)).not.toContain('goes back');
    expect(await decided('refund', `${CARD}-1`, ...WHY)).not.toContain('goes back');
    const made = await decided('refund', idOf('A gift'), '--iban', ACCOUNT, '--name', 'Falke', ...WHY);
    expect(made).toMatch(/^refund-\w+: 4\.00 EUR goes back to /);
    const [refund = ''] = /^refund-\w+/.exec(made) ?? [];
    expect(await decided('cancel-refund', refund, ...WHY)).toContain('taken back');
    expect(await decided('send-refund', refund, ...WHY)).not.toBe('');
    await decided('refund', idOf('A gift'), '--iban', ACCOUNT, '--name', 'Falke', ...WHY);
    expect(await decided('order-refunds', '--on', 'tomorrow')).toContain('is no day');
    const [one, other] = [
      await there('order-refunds', '--to', at('ordered-there')),
      await here('order-refunds', '--to', at('ordered-here')),
    ];
    expect(one.stdout).toMatch(/^1 refund, 4\.00 EUR, to be paid on 2026-11-24: /);
    expect(one.stdout.replaceAll('ordered-there', 'ordered-here')).toBe(other.stdout);
    expect(await decided('order-refunds')).toBe('No refund waits for a file.\n');
    const [file = ''] = readdirSync(at('ordered-there'));
    expect(readFileSync(join(at('ordered-there'), file), 'utf8')).toContain('pain.001.001.09');
    await there('bank', 'file', file.replace('.xml', ''), '--to', at('again'));
    expect(filesOf('again')).toEqual(filesOf('ordered-there'));
    expect(await shown('bank', 'file', 'refunds-of-nobody')).toContain('There is no file refunds-of-nobody for the bank.');
  }, 120_000);
});

it('write off, use credit notes, and give the statement of an account as text, table and document', async () => {
  expect(await decided('write-off', DUNNED, '--reason', 'Insolvent')).toBe(`${DUNNED}: uncollectible amount of 9.00 EUR.\n`);
  expect(await decided('undo-write-off', DUNNED, '--reason', 'They pay after all')).toContain('taken back');
  const note = 'RE-2026-000006';
  expect(await decided('free-credit-note', note, '--reason', 'Of another invoice')).toContain('taken back');
  expect(await decided('use-credit-note', note, `${CREDITED}=1.00`, ...WHY)).toBe(`${CREDITED}: credit of 1.00 EUR.\n`);
  expect(await decided('use-credit-note', note, CREDITED, ...WHY)).toContain('say how much of the credit note is for it');
  const days = ['--from', '2026-01-01', '--to', '2026-12-31'];
  for (const form of [[], ['--json']]) expect(await shown('statement', 'gans', ...days, ...form)).toContain(CREDITED);
  expect(await shown('statement', 'gans', '--from', 'yesterday', '--to', '2026-12-31')).toContain('is no day');
  for (const [type, name] of [
    [there, 'there'],
    [reading, 'here'],
  ] as const)
    await type('statement', 'gans', ...days, '--pdf', at(`${name}.pdf`), '--csv', at(`${name}.csv`));
  for (const kind of ['pdf', 'csv']) expect(readFileSync(at(`there.${kind}`))).toEqual(readFileSync(at(`here.${kind}`)));
}, 120_000);

it('file direct debits, and take what the bank says of them', async () => {
  expect(await shown('direct-debits', 'list')).toContain(`${DEBITED}-1`);
  const [one, other] = [
    await there('direct-debits', 'file', '--to', at('filed-there')),
    await here('direct-debits', 'file', '--to', at('filed-here')),
  ];
  expect(one.stdout).toMatch(/^DD-2026-11-24-\w{8}: 1 debit \(core\), 12\.00 EUR, on /);
  expect(one.stdout.replaceAll('filed-there', 'filed-here')).toBe(other.stdout);
  expect(await decided('direct-debits', 'file')).toBe('Nothing is due within two weeks: no file was written.\n');
  expect(await shown('direct-debits', 'list')).toContain('DD-2026-11-24');
  const [file = ''] = readdirSync(at('filed-there'));
  expect(readFileSync(join(at('filed-there'), file), 'utf8')).toContain(`<EndToEndId>${DEBITED}-1</EndToEndId>`);
  await there('bank', 'file', file.replace('.xml', ''), '--to', at('filed-again'));
  expect(filesOf('filed-again')).toEqual(filesOf('filed-there'));
  writeFileSync(at('pain002.xml'), rejectionXml(file.replace('.xml', ''), `${DEBITED}-1`));
  writeFileSync(at('other.xml'), '<a/>');
  expect(await decided('direct-debits', 'report', at('pain002.xml'))).toContain(`${DEBITED}-1 is rejected, AC04`);
  expect(await decided('direct-debits', 'report', at('other.xml'))).toContain('was not taken, and nothing of it is written down.');
}, 120_000);

it('write what was issued for accounting, byte for byte', async () => {
  const forms = ['--csv', '--zip', '--ndjson'];
  const [one, other] = [
    await there('accounting', '2026-11', ...forms, '--to', at('books-there')),
    await reading('accounting', '2026-11', ...forms, '--to', at('books-here')),
  ];
  expect(one.stdout.replaceAll('books-there', 'books-here')).toBe(other.stdout);
  expect(Object.keys(filesOf('books-there')).sort()).toEqual(['documents.zip', 'invoices.csv', 'invoices.ndjson', 'lines.csv']);
  expect(filesOf('books-there')).toEqual(filesOf('books-here'));
  expect((await there('accounting', '2026-11', '--csv', '--to', at('books-there'))).stderr).toContain('are there already');
  const days = ['--from', '2026-11-01', '--until', '2026-11-30', '--csv'];
  await there('accounting', ...days, '--to', at('days-there'));
  expect(filesOf('days-there')['invoices.csv']).toBe(filesOf('books-here')['invoices.csv']);
  expect((await there('accounting', '2026-09', '--csv', '--to', at('none'))).stdout).toContain('Nothing was issued from 2026-09-01');
  expect(await shown('accounting', '2026-11', '--datev', '--to', at('datev'))).toContain('accounting: { datev: ');
}, 120_000);

it('mark addresses, and clear them', async () => {
  expect(await decided('mail', 'bounced', 'pay@gans.example', ...WHY)).toContain('is marked: nothing is sent to it.');
  expect(await decided('mail', 'bounced', 'pay@gans.example', ...WHY)).toContain('is marked already.');
  for (const form of [[], ['--json']]) expect(await shown('mail', 'troubles', ...form)).toContain('pay@gans.example');
  expect(await decided('mail', 'clear', 'pay@gans.example', ...WHY)).toContain('is clear.');
}, 120_000);

it('are refused to whoever may only look, and where what is typed belongs to one machine', async () => {
  const viewing = (...args: readonly string[]) =>
    commandInTurn([...args, '--url', url], { STEPBILL_TOKEN: tokenOf(behind, 'viewer@kranich.example', NOW) });
  expect((await viewing('receivables')).code).toBe(0);
  for (const args of [
    ['write-off', DUNNED, ...WHY],
    ['direct-debits', 'file'],
    ['mail', 'bounced', 'pay@gans.example', ...WHY],
  ])
    expect((await viewing(...args)).stderr).toContain('takes the role of a biller');
  expect((await there('backup', at('copy'))).stderr).toMatch(
    /^This can't be asked of http\S+: it works in a data folder\. Type it where that lies\.$/m,
  );
}, 60_000);
