/** SES as far as the Mail port asks: what it accepts has left. */
import { Refusal, startJsonServer } from './json-server.ts';

export interface SesServer {
  readonly url: string;
  /** Mails that left, as text, in order. */
  readonly sent: string[];
  close(): void;
}

export async function startSes(): Promise<SesServer> {
  const sent: string[] = [];
  const { url, close } = await startJsonServer(({ path, body }) => {
    if (path !== '/v2/email/outbound-emails') throw new Refusal('NotFoundException', 404);
    const { Content } = body as { Content: { Raw: { Data: string } } };
    sent.push(Buffer.from(Content.Raw.Data, 'base64').toString('utf8'));
    return { MessageId: `ses-${sent.length}` };
  });
  return { url, sent, close };
}
