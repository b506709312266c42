/** `npm run schema`: writes the JSON schema of catalog files, by which editors complete, to docs/catalog.schema.json. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { catalogJsonSchema } from '../shared/catalog-schema.ts';

const file = join(import.meta.dirname, '..', 'docs', 'catalog.schema.json');

writeFileSync(file, `${JSON.stringify(catalogJsonSchema(), null, 2)}\n`);
console.log('docs/catalog.schema.json');
