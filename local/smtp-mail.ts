/** The Mail port by an SMTP server: each mail leaves, and stays in the outbox as it left. */
import { Readable } from 'node:stream';

import { MailRefusedError, TransientError } from '../shared/errors.ts';
import type { Mail, Message } from '../shared/mail.ts';
import { mailSentOnce, NotSentError } from '../shared/send-once.ts';
import type { Table } from '../shared/table.ts';
import { keepInOutbox } from './outbox-mail.ts';

/** Until a server that says nothing is given up. */
const PATIENCE_MILLISECONDS = 5_000;
/** Longer than the time-outs of one attempt together, so that a claim past it has no attempt behind it. */
const LEASE_SECONDS = 120;

/**
 * @param url `smtps://user:password@host`, or `smtp://` for a server that is asked for TLS then, and without only on this machine
 * @param outbox folder, created if absent
 */
export function openSmtpMail(url: string, outbox: string, table: () => Table): Mail {
  const keep = keepInOutbox(outbox);
  return mailSentOnce(table, {
    leaseSeconds: LEASE_SECONDS,
    async deliver(mime, message) {
      await sendBy(url, mime, message);
      await keep(mime, message);
      return true;
    },
  });
}

async function sendBy(url: string, mime: Uint8Array, { from, to }: Message): Promise<void> {
  // Loaded by who sends: most folders have no server.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url,
    requireTLS: !isThisMachine(url),
    connectionTimeout: PATIENCE_MILLISECONDS,
    greetingTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: PATIENCE_MILLISECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let hasBegun = false;
  const raw = Readable.from(
    (function* () {
      hasBegun = true;
      yield mime;
    })(),
  );
  try {
    await transport.sendMail({ envelope: { from, to: [to] }, raw });
  } catch (error) {
    throw fateOf(error as SmtpFailure, hasBegun);
  } finally {
    transport.close();
  }
}

type SmtpFailure = Error & { readonly code?: string; readonly command?: string; readonly responseCode?: number };

/**
 * What a server says names senders and recipients, and a step's error is logged: its code alone is handed on.
 *
 * @param hasBegun whether the mail itself was on its way; without an answer to it, it may have left
 */
function fateOf({ code = 'no code', command = '', responseCode }: SmtpFailure, hasBegun: boolean): Error {
  const what = [code, responseCode, command].filter((it) => it !== undefined && it !== '').join(' ');
  const isRefused = responseCode !== undefined && responseCode >= 500;
  const ours = isRefused
    ? new MailRefusedError(`The SMTP server refuses the mail: ${what}.`)
    : new TransientError(`The SMTP server did not take the mail: ${what}.`);
  const isUnknown = responseCode === undefined && hasBegun;
  return isUnknown ? ours : new NotSentError('The SMTP server has no mail of ours.', { cause: ours });
}

function isThisMachine(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
