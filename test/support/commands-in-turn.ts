/** The process that command-in-turn.ts starts. Steps run in its one thread: a worker would have to be started for each command. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.endsWith('/worker-pool.ts') ? new URL('./steps-here.ts', import.meta.url).href : specifier, context),
});
const { carryOut } = await import('../../local/cli/command-line.ts');
const { typeWith } = await import('../../local/commands/typed.ts');

let said = { stdout: '', stderr: '' };
for (const stream of ['stdout', 'stderr'] as const) {
  process[stream].write = (text: string | Uint8Array): boolean => {
    said[stream] += String(text);
    return true;
  };
}

process.on('message', ({ args, env }: { args: readonly string[]; env: Readonly<Record<string, string>> }) => void answer(args, env));

async function answer(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  Object.assign(process.env, env);
  said = { stdout: '', stderr: '' };
  process.exitCode = undefined;
  typeWith({});
  await carryOut(args);
  for (const name of Object.keys(env)) delete process.env[name];
  process.send?.({ code: process.exitCode ?? 0, signal: null, ...said });
}
