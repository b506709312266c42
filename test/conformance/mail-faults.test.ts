/** The Mail adapter under every fault, with a stand-in for SES and the embedded table for its claims. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { sesClient, sesMail } from '../../shared/aws/ses-mail.ts';
import { fixClock } from '../../shared/clock.ts';
import type { Mail, Message } from '../../shared/mail.ts';
import { FAULTS, faultyWay } from '../support/aws-faults.ts';
import { openEmbedded, type Embedded } from '../support/embedded.ts';
import { startSes, type SesServer } from '../support/ses-server.ts';

const ACCESS = { region: 'eu-central-1', credentials: { accessKeyId: 'standin', secretAccessKey: 'standinsecret' } };
const CLAIMED = new Date('2026-11-02T05:00:00Z');
/** Who is throttled was not served: SES decides that first, so there is no throttling after the effect. */
const MAIL_FAULTS = FAULTS.filter(({ kind, moment }) => !(kind === 'throttled' && moment === 'after'));

let world: Embedded;
let ses: SesServer;
beforeAll(async () => {
  world = openEmbedded();
  ses = await startSes();
});
afterAll(() => {
  ses.close();
  world.close();
});

/** A mail of its own for each fault, whose first request meets it. */
const sendings = () =>
  MAIL_FAULTS.map((fault, i) => {
    const client = sesClient({ ...ACCESS, endpoint: ses.url });
    const way = faultyWay(client);
    way.plant({ ...fault, operation: 'SendEmail', nth: 1, isLasting: false });
    const message: Message = {
      key: `acme/invoice/${i}`,
      from: 'billing@acme.example',
      to: 'pay@customer.example',
      subject: `Invoice ${i}.`,
      text: 'Hello',
      date: CLAIMED,
      attachments: [],
    };
    return { fault, mail: sesMail(client, () => world.ports.table), message, hits: () => way.hits() };
  });

type Row = readonly [fault: string, answer: string, sent: number, different: number];

/** What every sending comes to when it is asked for, and how many mails of it have left, how many different ones. */
async function ask(all: readonly { mail: Mail; message: Message; fault: { kind: string; moment: string } }[]): Promise<Row[]> {
  const answers = await Promise.all(
    all.map(({ mail, message }) =>
      mail.send(message).then(
        ({ isNew }) => (isNew ? 'sent' : 'was sent'),
        (error: Error) => error.name,
      ),
    ),
  );
  return all.map(({ fault: { kind, moment }, message }, i) => {
    const sent = ses.sent.filter((mime) => mime.includes(message.subject));
    return [`${kind} ${moment}`, answers[i]!, sent.length, new Set(sent).size];
  });
}

it('sends once where an answer comes, and the very same mail again where it was lost', async () => {
  const all = sendings();
  fixClock(CLAIMED);
  // Half an answer of SES says that the mail was accepted: its status comes first.
  expect(await ask(all)).toEqual([
    ['throttled before', 'TransientError', 0, 0],
    ['time-out before', 'TransientError', 0, 0],
    ['time-out after', 'TransientError', 1, 1],
    ['500 before', 'TransientError', 0, 0],
    ['500 after', 'TransientError', 1, 1],
    ['cut before', 'TransientError', 0, 0],
    ['cut after', 'TransientError', 1, 1],
    ['half an answer after', 'sent', 1, 1],
  ]);
  expect(all.map(({ hits }) => hits())).toEqual(all.map(() => 1));

  // Only a refusal says that nothing left: where nobody knows, the mail may go twice.
  const again = [
    ['throttled before', 'sent', 1, 1],
    ['time-out before', 'sent', 1, 1],
    ['time-out after', 'sent', 2, 1],
    ['500 before', 'sent', 1, 1],
    ['500 after', 'sent', 2, 1],
    ['cut before', 'sent', 1, 1],
    ['cut after', 'sent', 2, 1],
    ['half an answer after', 'was sent', 1, 1],
  ] as const;
  expect(await ask(all)).toEqual(again);
  expect(await ask(all)).toEqual(again.map(([fault, , sent, different]) => [fault, 'was sent', sent, different]));
});
