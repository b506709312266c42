/**
 * A mail as bytes by RFC 5322 and MIME: a pure function of its parts, so that a repeated step writes the same mail.
 *
 * @see docs/sources.md#mail
 */
import { sha256 } from './content-hash.ts';
import { InvalidInputError } from './errors.ts';
import type { Attachment, Message } from './mail.ts';

/** Bytes of text in one encoded word: 39 become 52 characters of base64, and a line has at most 76. */
const WORD_BYTES = 39;
const LINE_CHARACTERS = 76;
const ADDRESS = /^(?:(?<name>[^<>]*)<(?<angle>[^<>]*)>|(?<bare>[^<>]*))$/;
const MAILBOX = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/**
 * The same for the same key and sending domain, so that a mail sent twice is recognised as one.
 *
 * @throws {InvalidInputError} if `from` is not a mailbox
 */
export function messageIdOf({ key, from }: Message): string {
  const domain = mailboxOf(from).split('@')[1]!;
  return `<${sha256(key).slice(0, 32)}@${domain}>`;
}

/**
 * The message with CRLF line ends: text, and the page beside it, as quoted-printable UTF-8, attachments as base64.
 *
 * @throws {InvalidInputError} if a header would hold a line break or an address is not a mailbox
 */
export function mimeMessage(message: Message, messageId: string): Uint8Array {
  const { from, to, subject, date, text, html, attachments } = message;
  const headers = [
    `Date: ${headerDate(date)}`,
    `From: ${headerAddress(from)}`,
    `To: ${headerAddress(to)}`,
    `Subject: ${headerText(subject, 'Subject: '.length)}`,
    `Message-ID: ${messageId}`,
    'MIME-Version: 1.0',
  ];
  const plain = textPart(text, 'plain');
  const body = html === undefined ? plain : multipart('alternative', messageId, [plain, textPart(html, 'html')]);
  const whole = attachments.length === 0 ? body : multipart('mixed', messageId, [body, ...attachments.map(attachmentPart)]);
  return Buffer.from([...headers, ...whole].join('\r\n'), 'ascii');
}

/** Several parts as one; the last of alternatives is the one to show. */
function multipart(kind: 'mixed' | 'alternative', messageId: string, parts: readonly string[][]): string[] {
  // `=_` occurs in neither encoding, so no content can hold the boundary, and neither is the beginning of the other.
  const boundary = `=_${sha256(kind === 'mixed' ? messageId : `${kind} ${messageId}`).slice(0, 32)}`;
  return [
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
    '',
  ];
}

/** A header's text: as it is in ASCII, else as encoded words (RFC 2047), one a line. */
function headerText(text: string, column: number): string {
  requireOneLine(text);
  const isPlain = /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && column + text.length <= LINE_CHARACTERS;
  return isPlain ? text : encodedWords(text);
}

function encodedWords(text: string): string {
  return chunksOf(text)
    .map((chunk) => `=?UTF-8?B?${Buffer.from(chunk, 'utf8').toString('base64')}?=`)
    .join('\r\n ');
}

/** Parts of at most WORD_BYTES that cut no character in two; a part of its own for the empty text. */
function chunksOf(text: string): string[] {
  const chunks = [''];
  for (const character of text) {
    const longer = chunks.at(-1)! + character;
    if (Buffer.byteLength(longer, 'utf8') > WORD_BYTES) chunks.push(character);
    else chunks[chunks.length - 1] = longer;
  }
  return chunks;
}

function headerAddress(address: string): string {
  const mailbox = mailboxOf(address);
  const name = ADDRESS.exec(address)
    ?.groups?.['name']?.trim()
    .replace(/^"(.*)"$/, '$1');
  if (!name) return mailbox;
  const isPlain = /^[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*$/.test(name) && name.length <= 60 && !name.includes('=?');
  return isPlain ? `${name} <${mailbox}>` : `${encodedWords(name)}\r\n <${mailbox}>`;
}

function mailboxOf(address: string): string {
  requireOneLine(address);
  const { angle, bare } = ADDRESS.exec(address)?.groups ?? {};
  const mailbox = (angle ?? bare ?? '').trim();
  if (!MAILBOX.test(mailbox)) throw new InvalidInputError('A sender or recipient of the mail is not one mail address.');
  return mailbox;
}

function textPart(text: string, kind: 'plain' | 'html'): string[] {
  return [
    `Content-Type: text/${kind}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    ...text.split(/\r\n|\r|\n/).flatMap(quotedPrintable),
    '',
  ];
}

/** One line of text by RFC 2045, 6.7, broken softly where it is too long. */
function quotedPrintable(line: string): string[] {
  const lines: string[] = [];
  let current = '';
  const bytes = Buffer.from(line, 'utf8');
  for (const [i, byte] of bytes.entries()) {
    const isBlank = byte === 0x20 || byte === 0x09;
    const isPrintable = byte >= 0x21 && byte <= 0x7e && byte !== 0x3d;
    const isPlain = isPrintable || (isBlank && i < bytes.length - 1);
    const token = isPlain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    if (current.length + token.length > LINE_CHARACTERS - 1) {
      lines.push(`${current}=`);
      current = '';
    }
    current += token;
  }
  return [...lines, current];
}

function attachmentPart({ name, contentType, bytes }: Attachment): string[] {
  requireOneLine(name);
  requireOneLine(contentType);
  const content = Buffer.from(bytes).toString('base64');
  return [
    `Content-Type: ${contentType}`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment;${fileName(name)}`,
    '',
    ...(content.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? []),
    '',
  ];
}

/** A plain name for old programs, and the exact one by RFC 2231 if it differs. */
function fileName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._ =@+-]/gu, '_');
  const exact = Array.from(Buffer.from(name, 'utf8'), encodedByte).join('');
  return `\r\n filename="${plain}"` + (plain === name ? '' : `;\r\n filename*=UTF-8''${exact}`);
}

function encodedByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9._-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** RFC 5322, 3.3, in UTC: the same wherever the program runs. */
function headerDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

function requireOneLine(text: string): void {
  if (/\p{Cc}/u.test(text)) {
    throw new InvalidInputError('A mail header holds no line breaks or control characters; an address or the subject has one.');
  }
}
