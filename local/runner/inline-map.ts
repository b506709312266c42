/** Inline Maps: iterations inside their execution. */
import type { MapWork } from './compile-machine.ts';
import { runGraph } from './interpret-state.ts';
import type { Scene } from './reference-path.ts';
import { type ContextObject, type Scope, followSignal } from './scope.ts';
import { jsonText, requirePayloadSize, runtimeError } from './state-error.ts';

/** What AWS runs at once where the definition gives no number. */
const MOST_ITERATIONS_AT_ONCE = 40;

/**
 * Runs the processor for each item; the first error stops the others and is the Map's.
 *
 * @returns the results in the order of the items
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
 */
export async function runInlineMap(work: MapWork, scene: Scene, scope: Scope): Promise<unknown[]> {
  const items = itemsOf(work, scene);
  const { signal, abort, unlink } = followSignal(scope.signal);
  const results: unknown[] = new Array<unknown>(items.length);
  try {
    await eachAtOnce(items.entries(), atOnce(work, scene) || MOST_ITERATIONS_AT_ONCE, async ([index, value]) => {
      const item = { Index: index, Value: value };
      const input = itemInput(work, scene, index, value);
      requirePayloadSize(jsonText(input), 'The input of an iteration');
      results[index] = await runGraph(work.graph, input, { ...scope, item, signal });
    });
    return results;
  } catch (error) {
    abort(error as Error);
    throw error;
  } finally {
    unlink();
  }
}

/** The array that ItemsPath names. */
export function itemsOf(work: MapWork, scene: Scene): readonly unknown[] {
  const items = work.items(scene);
  if (!Array.isArray(items)) throw runtimeError('The items of a Map must be an array.');
  return items;
}

/** What an item's processor gets: ItemSelector's, or the item. */
export function itemInput(work: MapWork, scene: Scene, index: number, value: unknown): unknown {
  if (!work.itemSelector) return value;
  const context: ContextObject = { ...(scene.context as ContextObject), Map: { Item: { Index: index, Value: value } } };
  return work.itemSelector({ input: scene.input, context });
}

/** MaxConcurrency; 0 stands for no limit of the definition. */
export function atOnce(work: MapWork, scene: Scene): number {
  const count = work.maxConcurrency(scene);
  if (!Number.isInteger(count) || (count as number) < 0) throw runtimeError('MaxConcurrencyPath must name a whole number ≥ 0.');
  return count as number;
}

/**
 * Does `each` for all items, at most `count` at once; items are drawn only when their turn comes. Rejects with the
 * first error; the others have to be stopped by what `each` listens to.
 */
export async function eachAtOnce<Item>(items: Iterable<Item>, count: number, each: (item: Item) => Promise<void>): Promise<void> {
  const source = items[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (;;) {
      const drawn = source.next();
      if (drawn.done === true) return;
      await each(drawn.value);
    }
  };
  await Promise.all(Array.from({ length: count }, lane));
}
