/**
 * Where the manifest of a run, or of a day's single documents, lies in the archive. No id holds an `@` or a `/`, so no two
 * meet.
 *
 * @param of the run's id, or `ofDay`
 * @param closing 1, and one more each time the run or day was closed again after a restore
 */
export function manifestKey(sellerId: string, of: string, closing = 1): string {
  return `${manifestsFolder(sellerId)}${of}${closing === 1 ? '' : `@${closing}`}.json`;
}

/** What stands for a day in the keys of manifests. */
export function ofDay(day: string): string {
  return `days/${day}`;
}

/** The run or the day whose manifest a key is. */
export function manifestedIn(sellerId: string, key: string): { runId: string } | { day: string } {
  const name = key.slice(manifestsFolder(sellerId).length).replace(/(@\d+)?\.json$/, '');
  return name.startsWith(ofDay('')) ? { day: name.slice(ofDay('').length) } : { runId: name };
}

/** Beginning of the keys of all manifests of a seller. */
export function manifestsFolder(sellerId: string): string {
  return `${sellerId}/manifests/`;
}
