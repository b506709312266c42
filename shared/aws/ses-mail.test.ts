import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, expect, it } from '@jest/globals';

import { fixClock } from '../clock.ts';
import { ConditionFailedError } from '../errors.ts';
import type { Message } from '../mail.ts';
import type { Change, Item, Table } from '../table.ts';
import { sesMail } from './ses-mail.ts';

const MESSAGE: Message = {
  key: 'acme/invoice/RE-2026-000017',
  from: 'billing@acme.example',
  to: 'pay@customer.example',
  subject: 'Invoice',
  text: 'Hello',
  date: new Date('2026-02-02T05:06:07Z'),
  attachments: [],
};

afterEach(() => fixClock(undefined));

/** One record is all that a mail needs. */
function oneRecordTable(): Table {
  let stored: Item | undefined;
  const holds = (condition: Change['if']): boolean =>
    condition === undefined || (condition === 'absent' ? !stored : stored?.version === condition);
  return {
    get: async () => stored,
    write: async ([change]) => {
      if (!holds(change!.if)) throw new ConditionFailedError([0]);
      stored = 'put' in change! ? { ...change.put, version: (stored?.version ?? 0) + 1 } : undefined;
    },
    query: async () => ({ items: [] }),
    append: async () => [],
  };
}

function mailWith(...answers: (Error | 'ok')[]) {
  const sent: string[] = [];
  const table = oneRecordTable();
  const send = async ({ input }: { input: { Content: { Raw: { Data: Uint8Array } } } }) => {
    sent.push(Buffer.from(input.Content.Raw.Data).toString());
    const answer = answers.shift() ?? 'ok';
    if (answer !== 'ok') throw answer;
  };
  return { mail: sesMail({ send } as unknown as SESv2Client, () => table), sent };
}

const answered = (name: string, httpStatusCode?: number): Error => Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

it('sends once for a key', async () => {
  const { mail, sent } = mailWith();
  const first = await mail.send(MESSAGE);
  expect(await mail.send({ ...MESSAGE, text: 'other' })).toEqual({ ...first, isNew: false });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toContain(first.messageId);
});

it('makes one mail of two calls at once', async () => {
  const { mail, sent } = mailWith();
  const fates = await Promise.all([mail.send(MESSAGE), mail.send(MESSAGE)]);
  expect(fates.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
  expect(sent).toHaveLength(1);
});

it.each([
  { error: answered('TooManyRequestsException', 429), name: 'TransientError' },
  { error: answered('MessageRejected', 400), name: 'MailRefusedError' },
])('gives the claim back after $error.name, so that the next call sends at once', async ({ error, name }) => {
  const { mail, sent } = mailWith(error);
  await expect(mail.send(MESSAGE)).rejects.toMatchObject({ name });
  expect(await mail.send(MESSAGE)).toMatchObject({ isNew: true });
  expect(sent).toHaveLength(2);
});

it('hands on the name of a refusal and not its words, which name addresses', async () => {
  const words = 'Email address is not verified. The following identities failed the check: pay@customer.example';
  const { mail } = mailWith(Object.assign(answered('MessageRejected', 400), { message: words }));
  const refused = expect(mail.send(MESSAGE)).rejects;
  await refused.toMatchObject({ name: 'MailRefusedError', message: 'SES refuses the mail: MessageRejected.' });
});

it('sends a mail of unknown fate again at once, and then no third time until its lease is over', async () => {
  const { mail, sent } = mailWith(answered('TimeoutError'), answered('TimeoutError'));
  fixClock(new Date('2026-02-02T05:06:07Z'));
  for (let time = 0; time < 3; time++) await expect(mail.send(MESSAGE)).rejects.toMatchObject({ name: 'TransientError' });
  expect(sent).toHaveLength(2);
  fixClock(new Date('2026-02-02T05:08:07Z'));
  expect(await mail.send(MESSAGE)).toMatchObject({ isNew: true });
  expect(new Set(sent).size).toBe(1);
});

it('ends the lease of a mail that was claimed by a clock an hour ahead', async () => {
  const { mail, sent } = mailWith(answered('TimeoutError'));
  fixClock(new Date('2026-02-02T06:06:07Z'));
  await expect(mail.send(MESSAGE)).rejects.toMatchObject({ name: 'TransientError' });
  fixClock(new Date('2026-02-02T05:06:07Z'));
  expect(await mail.send(MESSAGE)).toMatchObject({ isNew: true });
  expect(sent[1]).toBe(sent[0]);
});
