/**
 * The name of a document in other systems: a UUID of version 8, made of the first 122 bits of its SHA-256 that the form
 * leaves free. The same document has the same name wherever it is worked out.
 *
 * @param hash SHA-256 of the document, lower-case hex
 * @returns upper case, in groups, such as E0A08953-FBAA-8054-AF36-993D5D68F040
 * @see docs/sources.md#uuid
 */
export function documentGuid(hash: string): string {
  const variant = ((parseInt(hash.slice(16, 17), 16) & 0b0011) | 0b1000).toString(16);
  return [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `${variant}${hash.slice(17, 20)}`, hash.slice(20, 32)]
    .join('-')
    .toUpperCase();
}
