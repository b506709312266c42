import { enableCompileCache } from 'node:module';

// What is imported from here on is compiled once, not at every call; worker threads find the folder by the environment.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
await import('./cli/main.ts');
