import { enableCompileCache } from 'node:module';

// What is imported from here on is compiled once, not at every call.
enableCompileCache();
await import('./cli/main.ts');
