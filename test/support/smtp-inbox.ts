/** An SMTP server on this machine that takes every mail, and says what it took: what has left, whoever died behind it. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface SmtpInbox {
  readonly url: string;
  /** Message-IDs, in the order the mails came. */
  readonly taken: readonly string[];
  close(): Promise<void>;
}

export async function openSmtpInbox(): Promise<SmtpInbox> {
  const taken: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push(/^Message-ID: <(.*)>/im.exec(Buffer.concat(chunks).toString())![1]!);
        done();
      });
    },
  });
  // Whoever dies in the middle of a mail hangs up.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
