import { ERASED } from '../erasure.ts';
import { table } from '../ports.ts';
import { allItems } from '../table.ts';
import { placedVersions } from './order.store.ts';
import { placedOrder } from './order.ts';

/**
 * Takes the address to which goods went out of every version of an order. The country stays: by it the VAT was told. Again is
 * success.
 *
 * @param isPreview whether they are only counted
 * @returns versions that had one
 */
export async function eraseShipTo(sellerId: string, orderId: string, isPreview: boolean): Promise<number> {
  const versions = await allItems(table(), placedVersions(sellerId, orderId));
  let erased = 0;
  for (const { pk, sk, version, body } of versions) {
    const placed = placedOrder.parse(body);
    const { shipTo } = placed.wanted;
    if (!shipTo || shipTo.street === ERASED) continue;
    erased++;
    if (isPreview) continue;
    const nowhere = { street: ERASED, postalCode: ERASED, city: ERASED, country: shipTo.country };
    await table().write([{ put: { pk, sk, body: { ...placed, wanted: { ...placed.wanted, shipTo: nowhere } } }, if: version }]);
  }
  return erased;
}
