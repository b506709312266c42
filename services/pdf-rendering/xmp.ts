/**
 * What the XMP packet of a document says beside its title and dates: that it keeps to PDF/UA-1, and what the electronic
 * invoice in it is called. PDF/A wants the schema of each such entry with it, all of them in one bag.
 *
 * @see docs/sources.md#pdf-ua
 * @see docs/sources.md#factur-x-in-pdf
 */
export function xmpEntries({ holdsInvoice }: { readonly holdsInvoice: boolean }): string {
  const kinds = holdsInvoice ? [ACCESSIBLE, FACTUR_X] : [ACCESSIBLE];
  return `${kinds.map(entryOf).join('')}
        <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
            xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
            <pdfaExtension:schemas><rdf:Bag>${kinds.map(schemaOf).join('')}</rdf:Bag></pdfaExtension:schemas>
        </rdf:Description>`;
}

/** The file in an invoice's PDF that holds it as XML. */
export const INVOICE_FILE = 'factur-x.xml';

interface Kind {
  readonly schema: string;
  readonly namespace: string;
  readonly prefix: string;
  readonly category: 'internal' | 'external';
  readonly properties: readonly {
    readonly name: string;
    readonly type: 'Integer' | 'Text';
    readonly value: string;
    readonly about: string;
  }[];
}

const ACCESSIBLE: Kind = {
  schema: 'PDF/UA Universal Accessibility Schema',
  namespace: 'http://www.aiim.org/pdfua/ns/id/',
  prefix: 'pdfuaid',
  category: 'internal',
  properties: [{ name: 'part', type: 'Integer', value: '1', about: 'Indicates which part of ISO 14289 the document keeps to' }],
};

const FACTUR_X: Kind = {
  schema: 'Factur-X PDFA Extension Schema',
  namespace: 'urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#',
  prefix: 'fx',
  category: 'external',
  properties: [
    { name: 'DocumentFileName', type: 'Text', value: INVOICE_FILE, about: 'Name of the embedded XML invoice file' },
    { name: 'DocumentType', type: 'Text', value: 'INVOICE', about: 'Type of the hybrid document' },
    { name: 'Version', type: 'Text', value: '1.0', about: 'Version of the schema of the embedded XML invoice' },
    { name: 'ConformanceLevel', type: 'Text', value: 'EN 16931', about: 'Profile of the embedded XML invoice' },
  ],
};

function entryOf({ namespace, prefix, properties }: Kind): string {
  return `
        <rdf:Description rdf:about="" xmlns:${prefix}="${namespace}">${properties
          .map(({ name, value }) => `<${prefix}:${name}>${value}</${prefix}:${name}>`)
          .join('')}</rdf:Description>`;
}

function schemaOf({ schema, namespace, prefix, category, properties }: Kind): string {
  return `<rdf:li rdf:parseType="Resource">
                <pdfaSchema:schema>${schema}</pdfaSchema:schema>
                <pdfaSchema:namespaceURI>${namespace}</pdfaSchema:namespaceURI>
                <pdfaSchema:prefix>${prefix}</pdfaSchema:prefix>
                <pdfaSchema:property><rdf:Seq>${properties
                  .map(
                    ({ name, type, about }) => `<rdf:li rdf:parseType="Resource">
                    <pdfaProperty:name>${name}</pdfaProperty:name>
                    <pdfaProperty:valueType>${type}</pdfaProperty:valueType>
                    <pdfaProperty:category>${category}</pdfaProperty:category>
                    <pdfaProperty:description>${about}</pdfaProperty:description>
                </rdf:li>`,
                  )
                  .join('')}</rdf:Seq></pdfaSchema:property>
            </rdf:li>`;
}
