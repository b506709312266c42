import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';

import { fixClock } from '../shared/clock.ts';
import type { Message } from '../shared/mail.ts';
import { messageIdOf, mimeMessage } from '../shared/mime.ts';
import { openSmtpMail } from './smtp-mail.ts';
import { openSqliteTable, type SqliteTable } from './sqlite-table.ts';

const MESSAGE: Message = {
  key: 'acme/invoice/RE-2026-000017',
  from: 'Acme <billing@acme.example>',
  to: 'pay@customer.example',
  subject: 'Invoice',
  text: 'Hello\n.\nand more\n',
  html: '<p>Hello</p>',
  date: new Date('2026-02-02T05:06:07Z'),
  attachments: [],
};

/** What the server does with a mail: takes it, says no, or hangs up once it has all of it. */
type Answer = 'takes' | 450 | 550 | 'recipient 550' | 'hangs up';

let folder: string;
let table: SqliteTable;
let server: SMTPServer;
let answers: Answer[];
let taken: { from: string; to: string[]; mime: string }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepbill-smtp-'));
  table = openSqliteTable(join(folder, 'table.db'));
  [answers, taken] = [[], []];
  server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: (_, __, done) => done(answers[0] === 'recipient 550' ? refusal(550, answers.shift()) : null),
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const answer = answers.shift() ?? 'takes';
        if (typeof answer === 'number') return done(refusal(answer));
        const { mailFrom, rcptTo } = envelope;
        taken.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          mime: Buffer.concat(chunks).toString(),
        });
        if (answer === 'hangs up') for (const { _socket } of server.connections as Set<{ _socket: { destroy(): void } }>) _socket.destroy();
        else done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  fixClock(undefined);
  await new Promise<void>((resolve) => server.close(resolve));
  table.close();
  rmSync(folder, { recursive: true });
});

const refusal = (responseCode: number, _?: unknown): Error =>
  Object.assign(new Error('pay@customer.example is not here'), { responseCode });
const portOf = (): number => (server.server.address() as AddressInfo).port;
const mail = () => openSmtpMail(`smtp://127.0.0.1:${portOf()}`, join(folder, 'outbox'), () => table);
const kept = (): string[] => readdirSync(join(folder, 'outbox')).filter((name) => name.endsWith('.eml'));

it('sends a mail as it is, once for its key, and keeps it in the outbox', async () => {
  expect(await mail().send(MESSAGE)).toEqual({ messageId: messageIdOf(MESSAGE), isNew: true });
  expect(await mail().send({ ...MESSAGE, text: 'other' })).toEqual({ messageId: messageIdOf(MESSAGE), isNew: false });
  const mime = Buffer.from(mimeMessage(MESSAGE, messageIdOf(MESSAGE))).toString();
  expect(taken).toEqual([{ from: 'billing@acme.example', to: ['pay@customer.example'], mime }]);
  expect(readFileSync(join(folder, 'outbox', kept()[0]!), 'utf8')).toBe(mime);
});

it.each([
  { answer: 550, name: 'MailRefusedError', says: 'The SMTP server refuses the mail: EMESSAGE 550 DATA.' },
  { answer: 'recipient 550', name: 'MailRefusedError', says: 'The SMTP server refuses the mail: EENVELOPE 550 RCPT TO.' },
  { answer: 450, name: 'TransientError', says: 'The SMTP server did not take the mail: EMESSAGE 450 DATA.' },
] as const)('gives the claim back when the server says $answer, and names nobody', async ({ answer, name, says }) => {
  answers = [answer];
  await expect(mail().send(MESSAGE)).rejects.toMatchObject({ name, message: says });
  expect(await mail().send(MESSAGE)).toMatchObject({ isNew: true });
  expect([taken.length, kept().length]).toEqual([1, 1]);
});

it('has sent nothing where there is no server', async () => {
  const nobody = openSmtpMail('smtp://127.0.0.1:1', join(folder, 'outbox'), () => table);
  await expect(nobody.send(MESSAGE)).rejects.toMatchObject({ name: 'TransientError' });
  expect(await mail().send(MESSAGE)).toMatchObject({ isNew: true });
});

it('sends a mail of unknown fate again, the same, and a third time only when its claim is over', async () => {
  fixClock(new Date('2026-02-02T05:06:07Z'));
  answers = ['hangs up', 'hangs up'];
  for (const sent of [1, 2, 2]) {
    await expect(mail().send(MESSAGE)).rejects.toMatchObject({ name: 'TransientError' });
    expect(taken).toHaveLength(sent);
  }
  fixClock(new Date('2026-02-02T05:09:07Z'));
  expect(await mail().send(MESSAGE)).toMatchObject({ isNew: true });
  expect(taken).toEqual([taken[0], taken[0], taken[0]]);
});

it('leaves a mail to whoever claimed it, until the claim is over', async () => {
  fixClock(new Date('2026-02-02T05:06:07Z'));
  const claim = { schema: 1, state: 'claimed', messageId: messageIdOf(MESSAGE), claimedAt: '2026-02-02T05:06:00Z' };
  await table.write([{ put: { pk: 'acme|MAIL', sk: 'invoice/RE-2026-000017', body: claim } }]);
  await expect(mail().send(MESSAGE)).rejects.toMatchObject({ name: 'MailUnderWayError' });
  fixClock(new Date('2026-02-02T05:08:07Z'));
  expect(await mail().send(MESSAGE)).toMatchObject({ isNew: true });
});
