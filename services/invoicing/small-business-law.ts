/** How a country cites its exemption of small businesses. */
export const SMALL_BUSINESS_LAW: Readonly<Record<string, string>> = {
  AT: '§ 6 Abs. 1 Z 27 UStG',
  DE: '§ 19 UStG',
  FR: 'art. 293 B du CGI',
};
