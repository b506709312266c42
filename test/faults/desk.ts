/** Where a sitting works: the data folder behind the simulation, with the runner and the commands a person has. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { finishImports } from '../../local/commands/finish-imports.ts';
import { importCatalog } from '../../local/commands/import-catalog.ts';
import { ingestEvents } from '../../local/commands/ingest-events.ts';
import { type RunOutcome, runMonth } from '../../local/commands/run-month.ts';
import type { MachineFile } from '../../local/runner/compile-machine.ts';
import { openRunner, type Runner } from '../../local/runner/runner.ts';
import type { Invoke } from '../../local/runner/scope.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { now } from '../../shared/clock.ts';
import { connect } from '../../shared/ports.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { type FaultyPorts, faultyPorts } from './faulty-ports.ts';
import type { Notes } from './notes.ts';
import type { Simulation } from './simulation.ts';
import { type World, SELLER, STARTER, catalogOf } from './world.ts';

/** Everyone at once would make all runs alike. */
const MAPS_AT_ONCE = 4;

export interface DeskOptions {
  readonly world: World;
  /** Data folder. */
  readonly data: string;
  readonly notes: Notes;
  readonly machines: readonly MachineFile[];
  readonly simulation: Simulation;
  readonly invoke: Invoke;
}

export class Desk {
  readonly world: World;
  readonly data: string;
  readonly notes: Notes;
  readonly simulation: Simulation;
  readonly invoke: Invoke;
  /** Of the command that runs at present. */
  runner: Runner | undefined;
  readonly #machines: readonly MachineFile[];
  readonly #ports: FaultyPorts;

  constructor({ world, data, notes, machines, simulation, invoke }: DeskOptions) {
    this.world = world;
    this.data = data;
    this.notes = notes;
    this.simulation = simulation;
    this.invoke = invoke;
    this.#machines = machines;
    this.#ports = faultyPorts(data, simulation);
    connect(this.#ports);
  }

  /** `stepbill run`, `stepbill run --dry-run`, as a process of its own would do it but for the steps that still lie somewhere. */
  async run(month: string, isDryRun = false): Promise<RunOutcome> {
    try {
      await finishImports();
      const outcome = await runMonth(
        {
          data: this.data,
          invoke: this.invoke,
          executions: this.#ports.executions,
          runner: () => this.openRunner(),
          [Symbol.asyncDispose]: async () => {},
        },
        { sellerId: SELLER, month, startedBy: STARTER, isDryRun },
        () => {},
      );
      if (outcome.outcome === 'waiting') await this.#goesOnByItself(outcome.run);
      return outcome;
    } finally {
      await this.runner?.close();
      this.runner = undefined;
    }
  }

  /** Who was told that a run is decided has nothing more to do: it goes on by itself. */
  async #goesOnByItself({ id, execution }: BillingRun): Promise<void> {
    const decided = this.notes.all('decided');
    await this.runner?.settle();
    const state = await this.runner?.describe('billing-run', execution);
    const waiting = await getWaiting(SELLER, id);
    if (state?.status !== 'RUNNING' || waiting?.for !== 'release') return;
    const told = decided.find(({ run, round }) => run === id && round === waiting.round);
    if (told) this.notes.add({ note: 'finding', finding: `Somebody was told of the ${told.kind} of run "${id}", and it does not go on.` });
  }

  async openRunner(): Promise<Runner> {
    this.runner ??= await openRunner({
      folder: this.data,
      machines: this.#machines,
      invoke: this.invoke,
      files: this.#ports.files,
      now,
      mapConcurrency: MAPS_AT_ONCE,
    });
    return this.runner;
  }

  /** `stepbill import` */
  async importCatalog(isMended: boolean): Promise<void> {
    const file = join(this.data, '..', 'catalog.yml');
    writeFileSync(file, catalogOf(this.world, isMended));
    // It reads the file past every port.
    await this.simulation.act('import', () => importCatalog([file], STARTER));
  }

  /** What a sender sends; sent again until it was answered. */
  async send(month: number, part: 'sent' | 'late'): Promise<void> {
    await this.ingest(this.world.months[month]![part]);
    this.notes.add({ note: 'sent', month, part });
  }

  async ingest(lines: readonly string[]): Promise<void> {
    if (lines.length > 0)
      await ingestEvents(
        this.invoke,
        SELLER,
        lines.map((text) => ({ text })),
      );
  }

  /** A working file. */
  async textOf(key: string): Promise<string> {
    return Buffer.from((await this.#ports.files.get(key)) ?? new Uint8Array()).toString();
  }

  close(): void {
    connect(undefined);
    this.#ports.close();
  }
}
