import type { Files } from '../../shared/files.ts';
import type { Meter } from './meter.ts';

/** Keys S3 lists a page. */
const MOST_KEYS = 1_000;

/**
 * A store that counts the requests of the adapter of S3 and the bytes that stay. Removing is free of charge, but leaves
 * an older version for a while.
 *
 * @param kept measure of the bytes that stay
 */
export function countedFiles(store: Files, kept: 'workingBytes' | 'archiveBytes', meter: Meter): Files {
  const sizes = new Map<string, number>();
  const stored = (key: string, bytes: number, isNew: boolean): void => {
    meter.add('putRequests', 1);
    // What was there is told by its checksum.
    if (!isNew) return meter.add('getRequests', 1);
    sizes.set(key, bytes);
    meter.add(kept, bytes);
  };
  return {
    put: (key, bytes, contentType) =>
      meter.waiting('files', async () => {
        const fate = await store.put(key, bytes, contentType);
        stored(key, bytes.length, fate.isNew);
        return fate;
      }),
    putFirst: (key, bytes, contentType) =>
      meter.waiting('files', async () => {
        const isNew = (await store.get(key)) === undefined;
        await store.putFirst(key, bytes, contentType);
        meter.add('putRequests', 1);
        if (!isNew) return;
        sizes.set(key, bytes.length);
        meter.add(kept, bytes.length);
      }),
    get: (key) =>
      meter.waiting('files', async () => {
        meter.add('getRequests', 1);
        return store.get(key);
      }),
    hash: (key) =>
      meter.waiting('files', async () => {
        meter.add('getRequests', 1);
        return store.hash(key);
      }),
    list: (prefix, page) =>
      meter.waiting('files', async () => {
        const found = await store.list(prefix, page);
        meter.add('putRequests', Math.max(1, Math.ceil(found.keys.length / MOST_KEYS)));
        return found;
      }),
    remove: (keys) =>
      meter.waiting('files', async () => {
        await store.remove(keys);
        const bytes = keys.reduce((sum, key) => sum + (sizes.get(key) ?? 0), 0);
        keys.forEach((key) => sizes.delete(key));
        meter.add(kept, -bytes);
        meter.add('removedBytes', bytes);
      }),
    url: (key, seconds) => store.url(key, seconds),
  };
}
