import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepIssued } from '../../test/support/runs.ts';
import { auditEntries } from '../../shared/audit.store.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { clearAddress, markedAddresses } from '../../shared/marked-address.store.ts';
import { handler as decideAddress } from './decide-address.handler.ts';
import { mailTroubleOf } from './mail-event.ts';
import { handler as sendInvoice } from './send-invoice.handler.ts';
import { handler as takeMailEvents } from './take-mail-events.handler.ts';

const ADDRESS = 'pay@adler.example';
const BOUNCED_AT = '2026-11-02T05:00:30.123Z';
/** As SES writes it: docs/sources.md#ses-events. */
const BOUNCE = {
  eventType: 'Bounce',
  mail: { timestamp: '2026-11-02T05:00:01.000Z', source: 'Kranich <billing@kranich.example>', messageId: 'ses-1', destination: [ADDRESS] },
  bounce: {
    feedbackId: 'f-1',
    bounceType: 'Permanent',
    bounceSubType: 'General',
    timestamp: BOUNCED_AT,
    bouncedRecipients: [
      { emailAddress: 'Pay@Adler.example', action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    ],
  },
};
const COMPLAINT = {
  eventType: 'Complaint',
  mail: BOUNCE.mail,
  complaint: { timestamp: BOUNCED_AT, complaintFeedbackType: 'abuse', complainedRecipients: [{ emailAddress: ADDRESS }] },
};
const records = (...events: unknown[]) => ({ Records: events.map((event) => ({ Sns: { Message: JSON.stringify(event) } })) });
const at = (time: string): string => `2026-11-${time}:00Z`;
const send = (number: string): Promise<null> => sendInvoice({ sellerId: SELLER, number, enteredAt: at('03T05:00') });
const decide = (decision: 'mark' | 'clear', time: string) =>
  decideAddress({ sellerId: SELLER, address: ADDRESS, decision, reason: 'they told us', by: 'cfo@kranich.example', at: at(time) });

describe('an event of a mail', () => {
  it.each([
    { event: BOUNCE, kind: 'bounced', reason: 'smtp; 550 5.1.1 user unknown' },
    { event: COMPLAINT, kind: 'complained', reason: 'abuse' },
  ])('that was $kind says against which address, and why', ({ event, kind, reason }) => {
    const trouble = mailTroubleOf(event);
    expect(trouble).toMatchObject({ source: 'billing@kranich.example', marks: [{ kind, reason, at: BOUNCED_AT }] });
    expect(trouble?.marks[0]?.address.toLowerCase()).toBe(ADDRESS);
  });

  it.each([
    { why: 'a full mailbox', event: { ...BOUNCE, bounce: { ...BOUNCE.bounce, bounceType: 'Transient' } } },
    { why: 'a delivery', event: { eventType: 'Delivery', delivery: {} } },
  ])('says nothing against anybody: $why', ({ event }) => expect(mailTroubleOf(event)).toBeUndefined());

  it('is refused in another form than it has', () => {
    expect(() => mailTroubleOf({ eventType: 'Bounce', mail: {} })).toThrow();
  });
});

describe('an address that mails came back from', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    await takeMailEvents(records(BOUNCE));
  });
  afterEach(() => world.close());
  const mails = (): number => Object.keys(world.picture().mails).length;

  it('is marked once, however often the event comes, and only by who sent the mail', async () => {
    await takeMailEvents(records(BOUNCE, COMPLAINT, { ...BOUNCE, mail: { ...BOUNCE.mail, source: 'other@else.example' } }));
    expect(await markedAddresses(SELLER)).toEqual([
      { schema: 1, address: ADDRESS, kind: 'bounced', reason: 'smtp; 550 5.1.1 user unknown', since: BOUNCED_AT, held: [] },
    ]);
  });

  it('is not marked by what is no message of SNS: InvalidInputError', async () => {
    await expect(takeMailEvents({ Records: [{}] })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });

  it('gets no mail; each is listed once, whatever is tried again', async () => {
    await keepIssued(invoiceFor('adler', 'RE-2026-000001'));
    await send('RE-2026-000001');
    await send('RE-2026-000001');
    expect(mails()).toBe(0);
    expect(await getFact(SELLER, 'RE-2026-000001', 'sent')).toBeUndefined();
    const [marked] = await markedAddresses(SELLER);
    expect(marked?.held.map(({ key }) => key)).toEqual(['invoice/RE-2026-000001']);
  });

  it('gets its invoices when a person clears it, and stays clear of events from before', async () => {
    await keepIssued(invoiceFor('adler', 'RE-2026-000001'));
    await send('RE-2026-000001');
    expect(await decide('clear', '04T09:00')).toEqual({ isNew: true, sent: ['RE-2026-000001'] });
    expect(await decide('clear', '04T09:00')).toEqual({ isNew: false, sent: ['RE-2026-000001'] });
    await takeMailEvents(records(BOUNCE));
    expect([mails(), await markedAddresses(SELLER)]).toEqual([1, []]);
    expect(await getFact(SELLER, 'RE-2026-000001', 'sent')).toMatchObject({ to: ADDRESS });
    await takeMailEvents(records({ ...COMPLAINT, complaint: { ...COMPLAINT.complaint, timestamp: '2026-11-05T00:00:00.000Z' } }));
    expect(await markedAddresses(SELLER)).toHaveLength(1);
  });

  it('gets them also when the clearing died before they were sent', async () => {
    await keepIssued(invoiceFor('adler', 'RE-2026-000001'));
    await send('RE-2026-000001');
    const act = { by: 'cfo@kranich.example', at: at('04T09:00'), reason: 'x', action: 'address-cleared' } as const;
    await clearAddress(SELLER, ADDRESS, act);
    await decide('clear', '04T09:01');
    expect(mails()).toBe(1);
  });

  it('stands in the audit log by its hash alone', async () => {
    await decide('clear', '04T09:00');
    await decide('mark', '05T09:00');
    const entries = (await auditEntries(SELLER, 'seller')).filter(({ action }) => action.startsWith('address-'));
    expect(entries.map(({ action, by }) => [action, by])).toEqual([
      ['address-cleared', 'cfo@kranich.example'],
      ['address-marked', 'cfo@kranich.example'],
    ]);
    expect(JSON.stringify(entries)).not.toContain(ADDRESS);
  });
});
