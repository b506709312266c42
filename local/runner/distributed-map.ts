/** Distributed Maps: items from a file or the input, in batches, each batch a child execution. */
import { createHash } from 'node:crypto';

import type { MapCounts } from '../../shared/executions.ts';
import type { MapWork } from './compile-machine.ts';
import { type Ended, runExpress } from './express-execution.ts';
import { atOnce, eachAtOnce, itemInput, itemsOf } from './inline-map.ts';
import { readItems } from './item-reader.ts';
import type { Scene } from './reference-path.ts';
import { type ChildResult, childDescription, findResults, writeResults } from './result-writer.ts';
import { type Scope, type Visit, followSignal, mapRunArn } from './scope.ts';
import { MOST_PAYLOAD_BYTES, StateError, jsonText } from './state-error.ts';
import type { Attempt } from './state-work.ts';

interface Batch {
  readonly index: number;
  readonly items: readonly unknown[];
}

/**
 * Runs a child execution for each batch of items. A failed child counts all items of its batch as failed.
 *
 * After a crash the map runs again from its first item, unless its results were written; children find what they
 * did before.
 *
 * @returns the children's outputs in order, or where ResultWriter put them
 * @throws {StateError} States.ExceedToleratedFailureThreshold, States.ItemReaderFailed, States.ResultWriterFailed
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export async function runDistributedMap(work: MapWork, scene: Scene, scope: Scope, attempt: Attempt, visit: Visit): Promise<unknown> {
  const { state } = work;
  const { world } = scope;
  const id = mapRunId(`${visit.key}|${attempt.ordinal}`);
  const run = { id, arn: mapRunArn(scope.machine.Name, state.Label ?? attempt.state, id) };
  const writer = state.ResultWriter;
  const stored = writer && (await findResults(writer, scene, run, world.files));
  if (stored) return stored;

  const items = state.ItemReader ? await readItems(state.ItemReader, scene, world.files) : counted(itemsOf(work, scene));
  const counts = new ItemCounts(attempt.state, items.total, (live) => visit.report(live));
  const results: ChildResult[] = [];
  const { signal, abort, unlink } = followSignal(scope.signal);
  const isExpress = (state.ItemProcessor.ProcessorConfig as { ExecutionType?: string }).ExecutionType === 'EXPRESS';
  const concurrency = Math.min(atOnce(work, scene) || Infinity, world.mapConcurrency);
  try {
    await eachAtOnce(batches(work, scene, items.items), concurrency, async ({ index, items: batch }) => {
      const input = childInput(work, scene, batch);
      const name = `${id}-${index}`;
      counts.begin(batch.length);
      const ended = await runExpress({ machine: scope.machine.Name, graph: work.graph, name, input, isExpress }, world, signal);
      counts.end(batch.length, ended.status === 'SUCCEEDED');
      results[index] = resultOf(scope.machine.Name, name, input, ended);
      if (exceedsTolerance(state, counts))
        throw new StateError('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');
    });
  } catch (error) {
    abort(error as Error);
    throw error;
  } finally {
    unlink();
    counts.tell();
  }
  if (writer) return writeResults(writer, scene, run, results, world.files);
  return results.map(({ outcome, description }) => (outcome.status === 'SUCCEEDED' ? outcome.output : description()));
}

/** The children's inputs, made one by one as their turn comes. */
function* batches(work: MapWork, scene: Scene, items: Iterable<unknown>): Generator<Batch> {
  const most = work.state.ItemBatcher?.MaxItemsPerBatch ?? 1;
  let batch: unknown[] = [];
  let bytes = 0;
  let item = 0;
  let index = 0;
  for (const value of items) {
    const input = itemInput(work, scene, item++, value);
    const size = Buffer.byteLength(jsonText(input)) + 1;
    // A batch never outgrows the payload limit. Half of it is left to BatchInput.
    if (batch.length > 0 && bytes + size > MOST_PAYLOAD_BYTES / 2) {
      yield { index: index++, items: batch };
      batch = [];
      bytes = 0;
    }
    batch.push(input);
    bytes += size;
    if (batch.length < most) continue;
    yield { index: index++, items: batch };
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield { index, items: batch };
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
function childInput(work: MapWork, scene: Scene, items: readonly unknown[]): unknown {
  if (!work.state.ItemBatcher) return items[0];
  return work.batchInput ? { BatchInput: work.batchInput(scene), Items: items } : { Items: items };
}

function resultOf(machine: string, name: string, input: unknown, outcome: Ended): ChildResult {
  return { outcome, description: () => childDescription(machine, name, input, outcome) };
}

function counted(items: readonly unknown[]): { items: Iterable<unknown>; total: number } {
  return { items, total: items.length };
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html (tolerated failure threshold) */
function exceedsTolerance(state: MapWork['state'], { failed, total }: ItemCounts): boolean {
  const { ToleratedFailureCount: count, ToleratedFailurePercentage: percentage } = state;
  if (failed === 0) return false;
  if (count === undefined && percentage === undefined) return true;
  return (count !== undefined && failed > count) || (percentage !== undefined && (failed / total) * 100 > percentage);
}

/** Shaped like AWS's, and the same after a crash. */
function mapRunId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

class ItemCounts {
  readonly total: number;
  failed = 0;
  readonly #state: string;
  readonly #tell: (counts: MapCounts) => void;
  #running = 0;
  #succeeded = 0;

  constructor(state: string, total: number, tell: (counts: MapCounts) => void) {
    this.total = total;
    this.#state = state;
    this.#tell = tell;
    this.tell();
  }

  begin(items: number): void {
    this.#running += items;
    this.tell();
  }

  end(items: number, isSuccess: boolean): void {
    this.#running -= items;
    if (isSuccess) this.#succeeded += items;
    else this.failed += items;
    this.tell();
  }

  tell(): void {
    const pending = this.total - this.#running - this.#succeeded - this.failed;
    this.#tell({ state: this.#state, total: this.total, pending, running: this.#running, succeeded: this.#succeeded, failed: this.failed });
  }
}
