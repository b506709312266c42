/**
 * Whether a request that changes something was made by a page of ours, as the browser says. Every browser says so in
 * Sec-Fetch-Site or at least in Origin; what says neither is no page.
 *
 * @param headers in lower case
 * @see docs/sources.md#cross-site-requests
 */
export function isSameOrigin(headers: Readonly<Record<string, string | undefined>>): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers;
  if (site !== undefined) return site === 'same-origin';
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
