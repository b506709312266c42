/**
 * A morning of dunning whose process is killed: whoever opens the folder next comes to what comes out without. On that
 * morning a letter is written that charges a fee and interest; on another the claim is handed over.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ShownCase } from '../local/commands/dunning.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { DUNNED, DUNNED_CATALOG } from './support/dunned-invoice.ts';
import { stepbill } from './support/stepbill.ts';

const EVES = { notice: '2026-12-08T07:00:00Z', escalation: '2027-01-05T07:00:00Z' } as const;
/** Milliseconds after the process began: from before its first step to behind its last. */
const MOMENTS = [150, 300, 400, 500, 600, 700, 850, 1_000];

const folder = mkdtempSync(join(tmpdir(), 'stepbill-killed-dunning-'));
const at = (name: string): string => join(folder, name);
const typed = async (data: string, ...args: string[]): Promise<string> => {
  const ended = await commandInTurn([...args, '--data', data]);
  expect(ended).toMatchObject({ code: 0 });
  return ended.stdout;
};

beforeAll(async () => {
  const data = at('data');
  writeFileSync(at('catalog.yml'), DUNNED_CATALOG);
  await typed(data, 'import', at('catalog.yml'));
  await typed(data, 'run', '2026-10', '--now', '2026-11-02T05:00:00Z');
  for (const day of ['2026-11-19', '2026-12-01', '2026-12-08', '2026-12-22']) {
    if (EVES.notice.startsWith(day)) cpSync(data, at('notice'), { recursive: true });
    await typed(data, 'dunning', 'run', '--now', `${day}T07:00:00Z`);
  }
  cpSync(data, at('escalation'), { recursive: true });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a morning has done: letters, and the case as people see it. */
async function outcomeOf(data: string): Promise<unknown> {
  const shown = JSON.parse(await typed(data, 'dunning', 'show', DUNNED, '--now', '2027-01-06T07:00:00Z', '--json')) as ShownCase;
  const letters = readdirSync(join(data, 'outbox')).filter((name) => name.includes('dunning'));
  await typed(data, 'verify');
  return { letters, shown };
}

it.each(['notice', 'escalation'] as const)(
  'comes to the same on the morning of the %s, wherever it was hit',
  async (eve) => {
    const morning = ['dunning', 'run', '--now', EVES[eve]];
    cpSync(at(eve), at(`${eve}-calm`), { recursive: true });
    await typed(at(`${eve}-calm`), ...morning);
    const undisturbed = await outcomeOf(at(`${eve}-calm`));
    let hits = 0;
    for (const milliseconds of MOMENTS) {
      const data = at(`${eve}-${milliseconds}`);
      cpSync(at(eve), data, { recursive: true });
      const { signal } = await stepbill([...morning, '--data', data], (child) => setTimeout(() => child.kill('SIGKILL'), milliseconds));
      if (signal === 'SIGKILL') hits++;
      await typed(data, ...morning);
      expect(await outcomeOf(data)).toEqual(undisturbed);
    }
    expect(hits).toBeGreaterThan(0);
  },
  240_000,
);
