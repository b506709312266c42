/**
 * Whether a record of a customer in a past run is needed on: the number of a draft, as long as there are numbers; charges
 * that were billed, from which a correction is reckoned. Snapshots are not looked at here.
 *
 * @param sk its kind and attempt: content|1
 */
export function isNeeded(sk: string, isBilled: boolean): boolean {
  const [kind] = sk.split('|');
  return kind === 'number' || kind === 'snapshot' || (kind === 'charges' && isBilled);
}
