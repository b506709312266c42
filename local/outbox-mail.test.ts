import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import type { Mail, Message } from '../shared/mail.ts';
import { messageIdOf } from '../shared/mime.ts';
import { openOutboxMail } from './outbox-mail.ts';
import { openSqliteTable, type SqliteTable } from './sqlite-table.ts';

const MESSAGE: Message = {
  key: 'acme/invoice/RE-2026-000017',
  from: 'billing@acme.example',
  to: 'pay@customer.example',
  subject: 'Invoice',
  text: 'Hello',
  date: new Date('2026-02-02T05:06:07Z'),
  attachments: [],
};

let folder: string;
let outbox: string;
let table: SqliteTable;
let mail: Mail;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepbill-outbox-'));
  outbox = join(folder, 'outbox');
  table = openSqliteTable(join(folder, 'stepbill.db'));
  mail = openOutboxMail(outbox, () => table);
});
afterEach(() => {
  table.close();
  rmSync(folder, { recursive: true });
});

const sent = (): string[] => readdirSync(outbox).filter((name) => name.endsWith('.eml'));

it('writes one file that a mail program opens, and remembers it', async () => {
  expect(await mail.send(MESSAGE)).toEqual({ messageId: messageIdOf(MESSAGE), isNew: true });
  expect(sent()).toEqual([expect.stringMatching(/^acme-invoice-RE-2026-000017-[0-9a-f]{12}\.eml$/)]);
  expect(readFileSync(join(outbox, sent()[0]!), 'utf8')).toContain(`Message-ID: ${messageIdOf(MESSAGE)}\r\n`);
  const record = await table.get({ pk: 'acme|MAIL', sk: 'invoice/RE-2026-000017' });
  expect(record?.body).toMatchObject({ schema: 1, state: 'sent', messageId: messageIdOf(MESSAGE) });
});

it('sends nothing for the same key again, whatever the message says', async () => {
  await mail.send(MESSAGE);
  const first = readFileSync(join(outbox, sent()[0]!), 'utf8');
  expect(await mail.send({ ...MESSAGE, text: 'changed' })).toEqual({ messageId: messageIdOf(MESSAGE), isNew: false });
  expect(sent()).toHaveLength(1);
  expect(readFileSync(join(outbox, sent()[0]!), 'utf8')).toBe(first);
});

it('makes one file and one new fate of many calls at once', async () => {
  const other = openOutboxMail(outbox, () => table);
  const fates = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? mail : other).send(MESSAGE)));
  expect(fates.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(sent()).toHaveLength(1);
});

it('finishes what a process left between its claim and its record', async () => {
  const claim = { schema: 1, state: 'claimed', messageId: messageIdOf(MESSAGE), claimedAt: '2026-02-02T05:06:07.000Z' };
  await table.write([{ put: { pk: 'acme|MAIL', sk: 'invoice/RE-2026-000017', body: claim } }]);
  expect(await mail.send(MESSAGE)).toMatchObject({ isNew: true });
  await table.write([{ put: { pk: 'acme|MAIL', sk: 'invoice/RE-2026-000017', body: claim } }]);
  expect(await mail.send(MESSAGE)).toMatchObject({ isNew: false });
  expect(sent()).toHaveLength(1);
});

it('keeps keys apart that look the same as file names', async () => {
  for (const key of ['acme/a/b', 'acme/a-b', 'acme/a b']) await mail.send({ ...MESSAGE, key });
  expect(sent()).toHaveLength(3);
});

it.each(['invoice', '/invoice', 'acme/', ''])('refuses the key %j, which names no seller', async (key) => {
  await expect(mail.send({ ...MESSAGE, key })).rejects.toMatchObject({ name: 'InvalidInputError' });
});

it('finishes what a process left whose clock was ahead of ours', async () => {
  const claim = { schema: 1, state: 'claimed', messageId: messageIdOf(MESSAGE), claimedAt: '2999-02-02T05:06:07.000Z' };
  await table.write([{ put: { pk: 'acme|MAIL', sk: 'invoice/RE-2026-000017', body: claim } }]);
  expect(await mail.send(MESSAGE)).toMatchObject({ isNew: true });
});
