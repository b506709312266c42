import { carryOut } from './command-line.ts';
import { heedTerminal } from './terminal.ts';

heedTerminal();
await carryOut(process.argv.slice(2));
