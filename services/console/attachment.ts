import type { Asking } from './asking.ts';

/** A file to be kept, and never to be shown by the browser as a page of ours. */
export function download(context: Asking, content: Uint8Array | string, name: string, contentType: string): Response {
  const headers = { 'content-type': contentType, 'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"` };
  return context.body(content as Uint8Array<ArrayBuffer>, 200, headers);
}
