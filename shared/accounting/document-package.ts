import { attribute, DECLARATION, group } from '../en16931/xml.ts';

/**
 * The list by which DATEV takes documents over and knows them by the names that bookings link to: `document.xml` of its
 * XML interface online, version 6.0.
 *
 * @see docs/sources.md#datev-documents
 */

/** Documents that a package holds here: half of what it may, so that it stays at a hundred megabytes or so. */
export const MOST_DOCUMENTS = 2500;

/** A document, by its name in other systems and that of its file. */
export interface PackagedDocument {
  readonly guid: string;
  readonly file: string;
}

const NAMESPACE = 'http://xml.datev.de/bedi/tps/document/v06.0';
const SCHEMA =
  attribute('xmlns:xsi', 'http://www.w3.org/2001/XMLSchema-instance') + attribute('xsi:schemaLocation', `${NAMESPACE} Document_v060.xsd`);
/** Outgoing invoices, for the archive of documents. */
const KIND = attribute('processID', '1') + attribute('type', '2');

/** @param date what the list is dated */
export function documentXml(documents: readonly PackagedDocument[], date: string): string {
  const content = documents.map(
    ({ guid, file }) => `<document${attribute('guid', guid)}${KIND}><extension xsi:type="File"${attribute('name', file)}/></document>`,
  );
  const root = attribute('xmlns', NAMESPACE) + SCHEMA + attribute('version', '6.0') + attribute('generatingSystem', 'Stepbill');
  return `${DECLARATION}<archive${root}>${group('header', `<date>${date}T00:00:00</date>`)}${group('content', ...content)}</archive>\n`;
}
