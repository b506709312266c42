import type { Asking } from './asking.ts';
import type { FileLink } from './v1-route.ts';

/** A file to be kept, and never to be shown by the browser as a page of ours. */
export function download(context: Asking, content: Uint8Array | string, name: string, contentType: string): Response {
  const headers = { 'content-type': contentType, 'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"` };
  return context.body(content as Uint8Array<ArrayBuffer>, 200, headers);
}

/** The same of one that may be larger than an answer: the browser is led to it. */
export function downloadOrLink(context: Asking, content: Uint8Array | FileLink, name: string, contentType: string): Response {
  return 'link' in content ? context.redirect(content.link, 303) : download(context, content, name, contentType);
}

/** A PDF that the browser shows, by itself or within a page of ours; no page of others may. */
export function shownPdf(context: Asking, pdf: Uint8Array, name: string): Response {
  const headers = { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${name.replace(/[^\w.-]/g, '_')}"` };
  // A browser's own viewer is a page with styles and scripts: a policy for those would be held against it.
  return context.body(pdf as Uint8Array<ArrayBuffer>, 200, { ...headers, 'content-security-policy': "frame-ancestors 'self'" });
}

/**
 * A page that somebody else may have written, within a page of ours: it runs no script, loads nothing, sends no form, and
 * has nothing of ours.
 */
export function shownPage(context: Asking, page: string): Response {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";
  return context.body(page, 200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
}
