import { sha256 } from './content-hash.ts';

/** The file of a mail in the outbox of one machine: readable, and distinct for distinct keys. */
export function outboxName(key: string): string {
  const readable = key.replace(/[^A-Za-z0-9_=@-]+/g, '-').slice(0, 120);
  return `${readable}-${sha256(key).slice(0, 12)}.eml`;
}
