import { expect, it } from '@jest/globals';
import { creditNoteExecution, isCreditNoteStarted, startCreditNote, type BegunNote } from './credit-note-start.store.ts';
import type { Execution } from './executions.ts';

const NOTE: BegunNote = { id: 'credit-1-RE-2026-000001', wanted: 'rest', reason: 'Outage', by: 'cfo', at: '2026-11-02T05:00:00Z' };

/** Executions as they are stored; what is started runs. */
function known(...before: readonly { name: string; sellerId: string; status: Execution['status'] }[]) {
  const executions = new Map<string, Execution>();
  const keep = (name: string, input: unknown, status: Execution['status']): Execution => {
    const execution = { machine: 'credit-note', name, status, input, startedAt: new Date(0) };
    executions.set(name, execution);
    return execution;
  };
  for (const { name, sellerId, status } of before) keep(name, { sellerId }, status);
  return {
    describe: async (_: string, name: string) => executions.get(name),
    start: async (_: string, name: string, input: unknown) => keep(name, input, 'RUNNING'),
  };
}
const begin = (executions: ReturnType<typeof known>, sellerId: string): Promise<string> =>
  startCreditNote(executions, sellerId, 'RE-2026-000001', NOTE);

it('two sellers whose invoices have the same number have an execution each', async () => {
  const executions = known();
  const [one, other] = [await begin(executions, 'kranich'), await begin(executions, 'nordlicht')];
  expect(one).not.toBe(other);
  expect(await begin(executions, 'kranich')).toBe(one);
  expect((await executions.describe('credit-note', other))?.input).toMatchObject({ sellerId: 'nordlicht' });
});

it('one that an earlier version has begun, under a name without its seller, goes on', async () => {
  const executions = known(
    { name: NOTE.id, sellerId: 'kranich', status: 'FAILED' },
    { name: `${NOTE.id}.2`, sellerId: 'kranich', status: 'RUNNING' },
  );
  expect(await begin(executions, 'kranich')).toBe(`${NOTE.id}.2`);
  expect(await isCreditNoteStarted(executions, 'kranich', NOTE.id)).toBe(true);
});

it('one of another seller under such a name is left to itself', async () => {
  const executions = known({ name: NOTE.id, sellerId: 'nordlicht', status: 'RUNNING' });
  expect(await isCreditNoteStarted(executions, 'kranich', NOTE.id)).toBe(false);
  expect(await begin(executions, 'kranich')).toBe(creditNoteExecution('kranich', NOTE.id));
});

it('what ended without a document is started again under another name', async () => {
  const name = creditNoteExecution('kranich', NOTE.id);
  expect(await begin(known({ name, sellerId: 'kranich', status: 'FAILED' }), 'kranich')).toBe(creditNoteExecution('kranich', NOTE.id, 2));
});

it('names have 80 letters at most, however long a number is', () => {
  const [long, longer] = ['N'.repeat(61), 'N'.repeat(64)].map((number) => creditNoteExecution('kranich', `credit-1-${number}`, 12));
  for (const name of [long!, longer!]) expect(name).toMatch(/^[\w.-]{1,80}$/);
  expect(long).not.toBe(longer);
});
