/** Hands on the files that signed links lead to; whoever has such a link was let in when it was made. */
import { statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { PAGE_HEADERS } from '../../services/console/page-headers.ts';
import { refusalPage } from '../../services/console/sign-in-page.ts';
import { isFileLink, linkedFile } from './file-links.ts';
import type { Answer } from './gateway-event.ts';
import type { Door } from './http-server.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.pdf': 'application/pdf',
  '.zip': 'application/zip',
};

/** A door that answers links to files of a data folder as well. */
export function withFileLinks(door: Door, folder: string): Door {
  return {
    ...door,
    isOwn: (path) => isFileLink(path) || door.isOwn(path),
    answer: async (request) => (isFileLink(request.url.pathname) ? answerOf(folder, request.url, request.at) : door.answer(request)),
  };
}

function answerOf(folder: string, url: URL, now: Date): Answer {
  const found = linkedFile(folder, url, now);
  if ('refused' in found) return refusal(403, 'This link leads nowhere', found.refused);
  const file = join(folder, found.store, found.key);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return refusal(404, 'Not found', 'The file is not there any more. Ask for it again.');
  const name = found.key.split('/').at(-1) ?? '';
  const contentType = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
  const headers = { 'content-type': contentType, 'content-disposition': `attachment; filename="${name}"`, 'content-length': String(size) };
  return { status: 200, headers: { ...PAGE_HEADERS, ...headers }, body: NOTHING, file };
}

function refusal(status: number, title: string, sentence: string): Answer {
  const text = refusalPage(title, sentence, { href: '/', words: 'To the first page' });
  return { status, headers: { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(text) };
}

const NOTHING = new Uint8Array();
