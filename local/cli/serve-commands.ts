import { type Command, InvalidArgumentError } from 'commander';
import { addCommand, asOption, type Common, jsonOption, requireFolder, say, startOption, withinFolder } from './command.ts';
import { untilStopped } from './terminal.ts';

interface Serving extends Common {
  readonly host: string;
  readonly port: number;
  readonly schedule: boolean;
  readonly insecureDev: boolean;
}

/** The folder that is served: what runs on AWS without anybody's doing. */
export function addServeCommands(program: Command): void {
  addCommand(
    program,
    'serve',
    'stay, run the data folder, start months by themselves, take usage at POST /v1/usage, and show the console; other commands work beside it',
    ['serve', 'serve --port 8080 --no-schedule', 'serve --json', 'serve --insecure-dev --as cfo@acme.example'],
    startOption,
  )
    .option('--port <port>', 'where it listens; 0 for one that is free', portOf, 4242)
    .option('--host <address>', 'address it listens on; whoever reaches it may send requests', '127.0.0.1')
    .option('--no-schedule', 'start no month by itself, and raise no alarms')
    .option('--insecure-dev', 'let everybody on this machine into the console as --as says, without signing in', false)
    .addOption(asOption)
    .addOption(jsonOption)
    .action(async (options: Serving) => {
      requireFolder(options, 'There months begin by a schedule, and usage is taken by its HTTP API.');
      await withinFolder(
        options,
        async (workspace) => {
          const { now } = await import('../../shared/clock.ts');
          const { lineOf } = await import('../serve/happening.ts');
          const { serve } = await import('../serve/serve.ts');
          const stopped = untilStopped();
          const { personOf } = await import('../commands/person.ts');
          const { host, port, schedule: isScheduled, insecureDev, json = false } = options;
          const insecureAs = insecureDev ? personOf(options.as) : undefined;
          const serving = await serve(workspace, { host, port, isScheduled, insecureAs }, (happening) =>
            say(lineOf(happening, now(), json)),
          );
          await stopped;
          await serving.close();
        },
        { isClockGoing: true },
      );
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Write a port from 0 to 65535.');
  return port;
}
