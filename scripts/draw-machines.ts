/** `npm run draw`: draws every state machine from its YAML into docs/machines. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadMachines } from '../local/runner/machine-files.ts';
import type { Graph } from '../shared/asl-walk.ts';
import { drawMachine } from './machine-drawing.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'machines');

mkdirSync(folder, { recursive: true });
for (const { name, definition } of loadMachines(root)) {
  writeFileSync(join(folder, `${name}.svg`), drawMachine(name, definition as Graph));
  console.log(`docs/machines/${name}.svg`);
}
