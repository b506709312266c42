/** The schema of CII in the profile EN 16931 of Factur-X. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

let validator: XsdValidator | undefined;

/** What the schema has against a document, in words; nothing of a valid one. */
export function schemaFaults(xml: string): string[] {
  validator ??= openValidator();
  const document = XmlDocument.fromString(xml);
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error;
    return error.details.map(({ message }) => message);
  } finally {
    document.dispose();
  }
}

function openValidator(): XsdValidator {
  xmlRegisterFsInputProviders();
  const entry = createRequire(import.meta.url).resolve('@stackforge-eu/factur-x');
  const url = join(dirname(entry), '..', 'schema', 'en16931', 'FACTUR-X_EN16931.xsd');
  const schema = XmlDocument.fromBuffer(readFileSync(url), { url });
  try {
    return XsdValidator.fromDoc(schema);
  } finally {
    schema.dispose();
  }
}
