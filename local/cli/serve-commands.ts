import { type Command, InvalidArgumentError } from 'commander';
import { addCommand, type Common, jsonOption, requireFolder, say, startOption, withinFolder } from './command.ts';
import { untilStopped } from './terminal.ts';

interface Serving extends Common {
  readonly host: string;
  readonly port: number;
  readonly schedule: boolean;
}

/** The folder that is served: what runs on AWS without anybody's doing. */
export function addServeCommands(program: Command): void {
  addCommand(
    program,
    'serve',
    'stay, run the data folder, start months by themselves, and take usage at POST /v1/usage; other commands work beside it',
    ['serve', 'serve --port 8080 --no-schedule', 'serve --json'],
    startOption,
  )
    .option('--port <port>', 'where it listens; 0 for one that is free', portOf, 4242)
    .option('--host <address>', 'address it listens on; whoever reaches it may send requests', '127.0.0.1')
    .option('--no-schedule', 'start no month by itself, and raise no alarms')
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
          const { host, port, schedule: isScheduled, json = false } = options;
          const serving = await serve(workspace, { host, port, isScheduled }, (happening) => say(lineOf(happening, now(), json)));
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
