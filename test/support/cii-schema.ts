/** The schema of CII in the profile EN 16931 of Factur-X. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { faultsBy } from './xml-schema.ts';

const ENTRY = createRequire(import.meta.url).resolve('@stackforge-eu/factur-x');
const SCHEMA = join(dirname(ENTRY), '..', 'schema', 'en16931', 'FACTUR-X_EN16931.xsd');

/** What the schema has against a document, in words; nothing of a valid one. */
export function schemaFaults(xml: string): string[] {
  return faultsBy(SCHEMA, xml);
}
