/** XML documents as their schema sees them. */
import { readFileSync } from 'node:fs';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

const validators = new Map<string, XsdValidator>();

/**
 * What a schema has against a document, in words; nothing of a valid one.
 *
 * @param schema path of the schema
 */
export function faultsBy(schema: string, xml: string): string[] {
  const validator = validators.get(schema) ?? openValidator(schema);
  validators.set(schema, validator);
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

function openValidator(url: string): XsdValidator {
  xmlRegisterFsInputProviders();
  const schema = XmlDocument.fromBuffer(readFileSync(url), { url });
  try {
    return XsdValidator.fromDoc(schema);
  } finally {
    schema.dispose();
  }
}
