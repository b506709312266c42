import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { loadMachines } from '../../local/runner/machine-files.ts';
import { emulatedDefinition } from './emulated-definition.ts';

const machines = loadMachines(fileURLToPath(new URL('../..', import.meta.url)));

describe('a definition for the emulator', () => {
  it('gives each child of a Distributed Map a batch of one item, and what its batch is given', () => {
    const map = {
      Type: 'Map',
      ItemBatcher: { MaxItemsPerBatch: 25, BatchInput: { 'runId.$': '$.runId' } },
      ToleratedFailurePercentage: 100,
    };
    expect(emulatedDefinition({ States: { PrepareDrafts: map } })).toEqual({
      States: {
        PrepareDrafts: {
          Type: 'Map',
          ItemSelector: { BatchInput: { 'runId.$': '$.runId' }, 'Items.$': 'States.Array($$.Map.Item.Value)' },
          ToleratedFailurePercentage: 100,
        },
      },
    });
  });

  it('hands a nested workflow its input as text', () => {
    const task = { Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution', Parameters: { StateMachineArn: 'arn', 'Input.$': '$' } };
    expect(emulatedDefinition(task)).toEqual({ ...task, Parameters: { StateMachineArn: 'arn', 'Input.$': 'States.JsonToString($)' } });
  });

  it.each(machines)('is that of $name in all other lines', ({ definition }) => {
    const emulated = new Set(linesOf(emulatedDefinition(definition as object)));
    const changed = linesOf(definition).filter((line) => !emulated.has(line));
    expect(changed.filter((line) => !/^"(ItemBatcher": \{|MaxItemsPerBatch": \d+|Input\.\$": "\$[.\w]*")$/.test(line))).toEqual([]);
  });
});

function linesOf(definition: unknown): string[] {
  return JSON.stringify(definition, null, 1)
    .split('\n')
    .map((line) => line.trim().replace(/,$/, ''));
}
