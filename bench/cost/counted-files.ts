import type { Files } from '../../shared/files.ts';
import type { Meter } from './meter.ts';

/** Keys S3 lists a page. */
const MOST_KEYS = 1_000;
/** The stores behind the counted ones: only they can take a file from each other without moving it. */
const COUNTED = new WeakMap<Files, Files>();

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
  const counted: Files = {
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
    take: (file, key, contentType) =>
      meter.waiting(
        'files',
        async () => {
          const fate = await store.take({ ...file, store: COUNTED.get(file.store) ?? file.store }, key, contentType);
          meter.add('getRequests', 1);
          stored(key, (await store.get(key))!.length, fate.isNew);
          return fate;
        },
        2,
      ),
    get: (key) =>
      meter.waiting('files', async () => {
        meter.add('getRequests', 1);
        return store.get(key);
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
  COUNTED.set(counted, store);
  return counted;
}
