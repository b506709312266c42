/** JSONPath as far as we use it: paths that name one place, `$.run.id`, `$$.Execution.Name`, `$.items[0]`, `$['a-b']`. */
import { runtimeError } from './state-error.ts';

/** Input of the state, and the context object that `$$` reads. */
export interface Scene {
  readonly input: unknown;
  readonly context: unknown;
}

const PATH = /^\$\$?(\.[A-Za-z_][A-Za-z0-9_]*|\[\d+\]|\['[A-Za-z_][A-Za-z0-9_ .:@/-]*'\])*$/;
const SEGMENT = /\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\['([^']*)'\]/g;

/** Why a text is not a path we can follow, or undefined if it is one. */
export function pathFault(path: string): string | undefined {
  if (!PATH.test(path)) return `"${path}" is not a path that names one place (wildcards, filters and slices are not supported)`;
  // The interpreter would read the length of an array here; AWS finds nothing.
  if (segmentsOf(path).includes('length')) return `"${path}": a field named length can't be read`;
  return undefined;
}

/**
 * What lies at `path`.
 *
 * @throws {StateError} States.Runtime if nothing is there
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
 */
export function valueAt(path: string, scene: Scene): unknown {
  let value = path.startsWith('$$') ? scene.context : scene.input;
  for (const segment of segmentsOf(path)) {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, segment);
    if (!isThere) throw runtimeError(`The JSONPath '${path}' could not be found in the input.`);
    value = (value as Record<string, unknown>)[segment];
  }
  if (value === undefined) throw runtimeError(`The JSONPath '${path}' could not be found in the input.`);
  return value;
}

const parsed = new Map<string, readonly string[]>();

function segmentsOf(path: string): readonly string[] {
  const known = parsed.get(path);
  if (known) return known;
  const segments = [...path.matchAll(SEGMENT)].map(([, name, index, quoted]) => name ?? index ?? quoted!);
  parsed.set(path, segments);
  return segments;
}
