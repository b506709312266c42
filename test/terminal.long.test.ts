/** What only a terminal shows: the viewer that opens, and what Ctrl-C says. Skipped on machines without `script`. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandInTurn } from './support/command-in-turn.ts';
import { printedTexts } from './support/printed-text.ts';
import { sampleFiles } from './support/sample-month.ts';
import { stepbill } from './support/stepbill.ts';

const COMMAND_LINE = fileURLToPath(new URL('../local/stepbill.ts', import.meta.url));
/** That of util-linux runs a command on a terminal of its own, and ends as the command does. */
const HAS_SCRIPT = process.platform === 'linux' && spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');
const NOW = '2026-11-02T05:00:00Z';
const folder = mkdtempSync(join(tmpdir(), 'stepbill-terminal-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function prepared(): Promise<void> {
  const { catalog, events } = sampleFiles(folder);
  for (const args of [
    ['import', catalog],
    ['ingest', events],
  ])
    expect(await commandInTurn([...args, '--data', data, '--now', NOW])).toMatchObject({ code: 0 });
}
beforeAll(prepared, 60_000);

/** Types a command on a terminal, and Ctrl-C as soon as it has printed something that fits. */
function onTerminal(args: readonly string[], { path = '', stopAt }: { path?: string; stopAt?: RegExp } = {}) {
  return new Promise<{ code: number | null; shown: string }>((resolve, reject) => {
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', COMMAND_LINE, ...args, '--data', data, '--now', NOW];
    const child = spawn('script', ['-qec', command.map((it) => `'${it}'`).join(' '), '/dev/null'], {
      env: { ...process.env, PATH: [path, process.env['PATH']].join(delimiter) },
    });
    let shown = '';
    let isStopped = false;
    child.stdout.on('data', (text: Buffer) => {
      shown += text.toString();
      if (isStopped || !stopAt?.test(shown)) return;
      isStopped = true;
      child.stdin.write('\u0003');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, shown }));
  });
}

(HAS_SCRIPT ? describe : describe.skip)('on a terminal', () => {
  it('Ctrl-C in the middle of a run says that the same command goes on, and it does', async () => {
    const stopped = await onTerminal(['run', '2026-10', '--threads', '1'], { stopAt: /Prepare drafts/ });
    expect(stopped.code).toBe(130);
    expect(stopped.shown).toContain('Stopped. What is done is kept; the same command again goes on from there.');
    // The cursor, which a bar hides, is shown again.
    expect(stopped.shown.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stopped.shown.lastIndexOf('\u001b[?25l'));
    expect(await commandInTurn(['run', '2026-10', '--data', data, '--now', NOW])).toMatchObject({ code: 0 });
  }, 90_000);

  it('a run ends by itself once its mails are sent', async () => {
    rmSync(data, { recursive: true });
    await prepared();
    const { code, shown } = await onTerminal(['run', '2026-10', '--threads', '1']);
    expect(code).toBe(0);
    expect(shown).toMatch(/Send and collect +20\r\n/);
  }, 60_000);

  it('open starts the viewer with the path of the PDF', async () => {
    const [path, opened] = [join(folder, 'bin'), join(folder, 'opened')];
    mkdirSync(path);
    writeFileSync(join(path, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$*" > '${opened}.half' && mv '${opened}.half' '${opened}'\n`, {
      mode: 0o755,
    });
    const { code, shown } = await onTerminal(['open', 'RE-2026-000001'], { path });
    const document = join(data, 'archive', 'nordlicht', '2026', 'RE-2026-000001.pdf');
    expect({ code, shown: shown.trim() }).toEqual({ code: 0, shown: document });
    // The viewer outlives the command.
    while (!existsSync(opened)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readFileSync(opened, 'utf8')).toBe(document);
  }, 30_000);
});

it('preview --pdf draws a document that says it is a preview', async () => {
  const pdf = join(folder, 'drawn', 'brinkmann.pdf');
  const drawn = await stepbill([
    'preview',
    'brinkmann',
    '--month',
    '2026-11',
    '--pdf',
    pdf,
    '--data',
    data,
    '--now',
    NOW,
    '--threads',
    '1',
  ]);
  expect(drawn).toMatchObject({ code: 0, stdout: expect.stringContaining(`Drawn: ${pdf}`) });
  const texts = (await printedTexts(readFileSync(pdf))).map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining([expect.stringContaining('DRAFT'), 'Keine Rechnung, nichts zu zahlen']));
}, 30_000);
