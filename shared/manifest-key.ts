/**
 * Where the manifest of a run lies in the archive. No id holds an `@`, so no two meet.
 *
 * @param closing 1, and one more each time the run was closed again after a restore
 */
export function manifestKey(sellerId: string, runId: string, closing = 1): string {
  return `${manifestsFolder(sellerId)}${runId}${closing === 1 ? '' : `@${closing}`}.json`;
}

/** Beginning of the keys of all manifests of a seller. */
export function manifestsFolder(sellerId: string): string {
  return `${sellerId}/manifests/`;
}
