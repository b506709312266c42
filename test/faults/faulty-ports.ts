/** The ports of a data folder, each operation a turn of the simulation and so a moment for a fault. */
import { join } from 'node:path';

import { embeddedPorts, type EmbeddedPorts } from '../../local/embedded-ports.ts';
import { openOutboxMail } from '../../local/outbox-mail.ts';
import type { FolderExecutions } from '../../local/runner/executions-client.ts';
import type { Files } from '../../shared/files.ts';
import type { Ports } from '../../shared/ports.ts';
import { keyOf, type Key, type Table } from '../../shared/table.ts';
import type { Simulation } from './simulation.ts';

export interface FaultyPorts extends Ports {
  readonly executions: FolderExecutions;
  close(): void;
}

/** Opens the embedded adapters of a folder, and puts the simulation in front of each. */
export function faultyPorts(folder: string, simulation: Simulation): FaultyPorts {
  const real: EmbeddedPorts = embeddedPorts(folder);
  const table = tableInTurns(real.table, simulation);
  return {
    table,
    files: filesInTurns('files', real.files, simulation),
    archive: filesInTurns('archive', real.archive, simulation),
    mail: openOutboxMail(join(folder, 'outbox'), () => table),
    executions: executionsInTurns(real.executions, simulation),
    steps: real.steps,
    secrets: real.secrets,
    close: () => real.close(),
  };
}

function tableInTurns(table: Table, simulation: Simulation): Table {
  return {
    get: (key) => simulation.turn(`get ${place(key)}`, () => table.get(key)),
    query: (query) => simulation.turn(`query ${query.pk}`, () => table.query(query)),
    write: (changes) => simulation.turn(`write ${changes.map((change) => place(keyOf(change))).join(', ')}`, () => table.write(changes)),
    async append(records) {
      // Not atomic together: any part may be stored when something happens.
      const half = Math.ceil(records.length / 2);
      const parts = records.length > 1 ? [records.slice(0, half), records.slice(half)] : [records];
      const fates = [];
      for (const part of parts) fates.push(...(await simulation.turn(`append ${part.map(place).join(', ')}`, () => table.append(part))));
      return fates;
    },
  };
}

function filesInTurns(name: string, files: Files, simulation: Simulation): Files {
  return {
    put: (key, bytes, contentType) => simulation.turn(`put ${name} ${key}`, () => files.put(key, bytes, contentType)),
    putFirst: (key, bytes, contentType) => simulation.turn(`put first ${name} ${key}`, () => files.putFirst(key, bytes, contentType)),
    get: (key) => simulation.turn(`get ${name} ${key}`, () => files.get(key)),
    hash: (key) => simulation.turn(`hash ${name} ${key}`, () => files.hash(key)),
    list: (prefix, page) => simulation.turn(`list ${name} ${prefix}`, () => files.list(prefix, page)),
    remove: (keys) => simulation.turn(`remove ${name} ${keys.length} keys`, () => files.remove(keys)),
    url: (key, seconds) => files.url(key, seconds),
  };
}

function executionsInTurns(executions: FolderExecutions, simulation: Simulation): FolderExecutions {
  return {
    start: (machine, name, input) => simulation.turn(`start ${name}`, () => executions.start(machine, name, input)),
    redrive: (machine, name) => simulation.turn(`redrive ${name}`, () => executions.redrive(machine, name)),
    stop: (machine, name, cause) => simulation.turn(`stop ${name}`, () => executions.stop(machine, name, cause)),
    describe: (machine, name) => simulation.turn(`describe ${name}`, () => executions.describe(machine, name)),
    history: (machine, name) => simulation.turn(`history ${name}`, () => executions.history(machine, name)),
    mapCounts: (machine, name) => simulation.turn(`map counts ${name}`, () => executions.mapCounts(machine, name)),
    succeedTask: (token, output) => simulation.turn('succeed task', () => executions.succeedTask(token, output)),
    failTask: (token, error, cause) => simulation.turn('fail task', () => executions.failTask(token, error, cause)),
    heartbeat: (token) => simulation.turn('heartbeat', () => executions.heartbeat(token)),
  };
}

function place({ pk, sk }: Key): string {
  return `${pk} ${sk}`;
}
