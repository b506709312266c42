/** Links to single files of a data folder, signed for a few minutes, as S3 signs them where Stepbill is deployed. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { FILE_KEY, linkSeconds, requireFileKey } from '../../shared/files.ts';
import { sessionKey } from './session.ts';

/** What is linked to: issued documents, or working files. */
export type LinkedStore = 'archive' | 'files';

const BEGINNING = '/files/';

/** Whether a path is that of a link. */
export function isFileLink(path: string): boolean {
  return path.startsWith(BEGINNING);
}

/**
 * The path of a link, on whatever address the folder is served.
 *
 * @throws {InvalidInputError} if it is no key, or `seconds` is no whole number from 1
 */
export function fileLink(folder: string, store: LinkedStore, key: string, seconds: number, now: Date): string {
  const until = Math.floor(now.getTime() / 1_000) + linkSeconds(seconds);
  const path = `${store}/${requireFileKey(key)}`;
  return `${BEGINNING}${path}?until=${until}&signature=${signatureOf(folder, path, String(until))}`;
}

/** The file that a link leads to, or why it leads nowhere any more. */
export function linkedFile(
  folder: string,
  { pathname, searchParams }: URL,
  now: Date,
): { readonly store: LinkedStore; readonly key: string } | { readonly refused: string } {
  const path = pathname.slice(BEGINNING.length);
  const [until = '', signature = ''] = [searchParams.get('until') ?? '', searchParams.get('signature') ?? ''];
  // The signature comes first: what was not signed here is not told whether it is late, or there.
  if (!isSame(signature, signatureOf(folder, path, until)))
    return { refused: 'This link was not made here, or was changed. Ask for the file again.' };
  if (Number(until) * 1_000 <= now.getTime())
    return { refused: 'This link was valid for a few minutes, and they are over. Ask for the file again.' };
  const [store = '', ...rest] = path.split('/');
  const key = rest.join('/');
  if ((store !== 'archive' && store !== 'files') || !FILE_KEY.test(key)) return { refused: 'This link leads to no file.' };
  return { store, key };
}

function signatureOf(folder: string, path: string, until: string): string {
  return createHmac('sha256', sessionKey(folder)).update(`stepbill file ${path} ${until}`).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  const [given, right] = [Buffer.from(a), Buffer.from(b)];
  return given.byteLength === right.byteLength && timingSafeEqual(given, right);
}
