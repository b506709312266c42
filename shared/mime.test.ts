import { describe, expect, it } from '@jest/globals';

import type { Message } from './mail.ts';
import { messageIdOf, mimeMessage } from './mime.ts';

const MESSAGE: Message = {
  key: 'acme/invoice/RE-2026-000017',
  from: 'Acme Ltd <billing@acme.example>',
  to: 'pay@customer.example',
  subject: 'Invoice RE-2026-000017',
  text: 'Hello,\nplease find the invoice.',
  date: new Date('2026-02-02T05:06:07.999Z'),
  attachments: [],
};
const ID = '<id@acme.example>';

const written = (changes: Partial<Message> = {}): string => Buffer.from(mimeMessage({ ...MESSAGE, ...changes }, ID)).toString('latin1');
const headerOf = (mime: string, name: string): string | undefined => new RegExp(`^${name}: ((?:.*)(?:\r\n[ \t].*)*)`, 'm').exec(mime)?.[1];
const decodeWords = (header: string): string =>
  header
    .split(/\r\n /)
    .map((word) => Buffer.from(/^=\?UTF-8\?B\?(.+)\?=$/.exec(word)![1]!, 'base64').toString('utf8'))
    .join('');

it('writes a plain message to the byte', () => {
  expect(written()).toBe(
    [
      'Date: Mon, 02 Feb 2026 05:06:07 +0000',
      'From: Acme Ltd <billing@acme.example>',
      'To: pay@customer.example',
      'Subject: Invoice RE-2026-000017',
      'Message-ID: <id@acme.example>',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Hello,',
      'please find the invoice.',
      '',
    ].join('\r\n'),
  );
});

it('takes the Message-ID from the key and the domain from the sender', () => {
  const id = messageIdOf(MESSAGE);
  expect(id).toMatch(/^<[0-9a-f]{32}@acme\.example>$/);
  expect(messageIdOf({ ...MESSAGE, subject: 'other', date: new Date(0) })).toBe(id);
  expect(messageIdOf({ ...MESSAGE, key: 'acme/invoice/RE-2026-000018' })).not.toBe(id);
});

describe('headers', () => {
  it('encode what is not ASCII in words of at most 75 characters that cut no character', () => {
    const subject = 'Rechnung für Zürich 😀😀😀😀😀😀😀😀😀😀😀😀😀😀 – März und April';
    const header = headerOf(written({ subject }), 'Subject')!;
    expect(header.split('\r\n').every((line) => line.trim().length <= 75)).toBe(true);
    expect(header).not.toContain('\ufffd');
    expect(decodeWords(header)).toBe(subject);
    for (const line of `Subject: ${header}`.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
  });

  it('encode ASCII that looks like an encoded word, or is too long for a line', () => {
    for (const subject of ['=?UTF-8?B?eA==?=', 'x'.repeat(100)]) {
      expect(decodeWords(headerOf(written({ subject }), 'Subject')!)).toBe(subject);
    }
  });

  it('encode a name that needs it, and leave the address readable', () => {
    const from = headerOf(written({ from: '"Müller, Söhne" <billing@acme.example>' }), 'From')!;
    const [name, address] = from.split('\r\n <');
    expect(decodeWords(name!)).toBe('Müller, Söhne');
    expect(address).toBe('billing@acme.example>');
  });

  it.each([
    { subject: 'a\r\nBcc: thief@evil.example' },
    { subject: 'a\nb' },
    { from: 'Acme\r\nBcc: x@y.example <billing@acme.example>' },
    { to: 'a@b.example, c@d.example' },
    { to: 'nobody' },
    { to: '<a@b.example> <c@d.example>' },
    { to: 'mü@b.example' },
    { attachments: [{ name: 'a\r\nb', contentType: 'text/plain', bytes: Buffer.from('') }] },
    { attachments: [{ name: 'a', contentType: 'text/plain\r\nX: y', bytes: Buffer.from('') }] },
  ])('refuse %j', (changes) => {
    expect(() => written(changes)).toThrow(expect.objectContaining({ name: 'InvalidInputError' }));
  });
});

describe('text', () => {
  it('is quoted-printable: = and UTF-8 encoded, no blank at a line end, no line over 76', () => {
    const mime = written({ text: `1 = 1 €\r\nends with blank \n\n${'long '.repeat(40)}x` });
    const lines = mime.split('\r\n\r\n').slice(1).join('\r\n\r\n').split('\r\n');
    expect(lines.slice(0, 3)).toEqual(['1 =3D 1 =E2=82=AC', 'ends with blank=20', '']);
    expect(lines.every((line) => line.length <= 76 && !/[ \t]$/.test(line))).toBe(true);
    expect(lines.slice(3, -1).join('\n').replaceAll('=\n', '')).toBe(`${'long '.repeat(40)}x`);
  });
});

describe('a page beside the text', () => {
  const html = '<p lang="de">Rechnung für März</p>';

  it('comes behind it, so that programs which show pages show it', () => {
    const mime = written({ html });
    const boundary = /^Content-Type: multipart\/alternative; boundary="(.+)"/m.exec(mime)![1]!;
    const [head, text, page, end] = mime.split(`--${boundary}`);
    expect(head).toMatch(/MIME-Version: 1.0\r\nContent-Type: multipart\/alternative/);
    expect(text).toContain('Content-Type: text/plain; charset=utf-8');
    expect(page).toContain('Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p lang=3D"de">Rechnung f=C3=BCr M=C3=A4rz</p>\r\n'); // prettier-ignore
    expect(end).toBe('--\r\n');
  });

  it('is one part with it where something is attached', () => {
    const mime = written({ html, attachments: [{ name: 'a.pdf', contentType: 'application/pdf', bytes: Buffer.from('a') }] });
    const outer = /^Content-Type: multipart\/mixed; boundary="(.+)"/m.exec(mime)![1]!;
    const inner = /^Content-Type: multipart\/alternative; boundary="(.+)"/m.exec(mime)![1]!;
    const [, both, attached] = mime.split(`--${outer}`);
    expect(both!.split(`--${inner}`)).toHaveLength(4);
    expect(attached).toContain('Content-Type: application/pdf');
    expect(mime.startsWith(written({ attachments: [] }).split('Content-Type')[0]!)).toBe(true);
  });
});

describe('attachments', () => {
  const pdf = {
    name: 'Rechnung "März".pdf',
    contentType: 'application/pdf',
    bytes: Uint8Array.from({ length: 200 }, (_, i) => i),
  };

  it('are base64 in lines of at most 76 and come back as they were', () => {
    const mime = written({ attachments: [pdf, { ...pdf, name: 'empty.pdf', bytes: new Uint8Array() }] });
    const boundary = /boundary="(.+)"/.exec(mime)![1]!;
    const parts = mime.split(`--${boundary}`);
    expect(parts).toHaveLength(5);
    expect(parts[4]).toBe('--\r\n');
    const [head, content] = parts[2]!.split('\r\n\r\n');
    expect(content!.split('\r\n').every((line) => line.length <= 76)).toBe(true);
    expect(Buffer.from(content!, 'base64')).toEqual(Buffer.from(pdf.bytes));
    expect(head).toContain(`filename="Rechnung _M_rz_.pdf";\r\n filename*=UTF-8''Rechnung%20%22M%C3%A4rz%22.pdf`);
  });

  it('make the same bytes every time', () => {
    expect(written({ attachments: [pdf] })).toBe(written({ attachments: [pdf] }));
  });
});
