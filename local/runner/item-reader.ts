/**
 * ItemReader: the items of a Distributed Map from a JSON Lines file.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
import type { Files } from '../../shared/files.ts';
import { readTemplate } from './payload-template.ts';
import type { Scene } from './reference-path.ts';
import type { MapState } from './state-language.ts';
import { StateError } from './state-error.ts';

const NEWLINE = 10;

/**
 * The file's lines as items, parsed one at a time when they are drawn; empty lines are none.
 *
 * @throws {StateError} States.ItemReaderFailed if there is no such file or a line is not JSON
 */
export async function readItems(
  reader: NonNullable<MapState['ItemReader']>,
  scene: Scene,
  files: Files,
): Promise<{ items: Iterable<unknown>; total: number }> {
  const { Key: key } = readTemplate(reader.Parameters)(scene) as { Key: unknown };
  const bytes = await files.get(String(key));
  if (!bytes) throw new StateError('States.ItemReaderFailed', `There is no file ${String(key)}.`);
  let total = 0;
  for (const _ of lines(bytes)) total++;
  return { items: parsed(bytes, String(key)), total };
}

function* parsed(bytes: Uint8Array, key: string): Generator {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 0;
  for (const line of lines(bytes)) {
    number++;
    let item: unknown;
    try {
      item = JSON.parse(decoder.decode(line)) as unknown;
    } catch {
      throw new StateError('States.ItemReaderFailed', `Line ${number} of ${key} is not JSON.`);
    }
    yield item;
  }
}

/** Views on the lines that hold more than white space. */
function* lines(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found === -1 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    if (line.some((byte) => byte > 32)) yield line;
    start = end + 1;
  }
}
