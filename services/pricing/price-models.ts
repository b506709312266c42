import type { MeteredPrice, PriceOf } from '../../shared/price.ts';
import { capacity } from './capacity.ts';
import { dynamic } from './dynamic.ts';
import { graduated } from './graduated.ts';
import { graduatedPackage } from './graduated-package.ts';
import { graduatedPercentage } from './graduated-percentage.ts';
import { matrix } from './matrix.ts';
import { inPackages } from './package.ts';
import { percentage } from './percentage.ts';
import type { PriceModel } from './price-model.ts';
import { standard } from './standard.ts';
import { volume } from './volume.ts';
import { volumePackage } from './volume-package.ts';

/** One line a model. */
const MODELS: { readonly [Model in MeteredPrice['model']]: PriceModel<PriceOf<Model>> } = {
  standard,
  graduated,
  volume,
  package: inPackages,
  'graduated-package': graduatedPackage,
  'volume-package': volumePackage,
  percentage,
  'graduated-percentage': graduatedPercentage,
  dynamic,
  matrix,
  capacity,
};

/** The model of a metered price. */
export function modelOf(price: MeteredPrice): PriceModel<MeteredPrice> {
  // A price is only ever given to its own model.
  return MODELS[price.model] as PriceModel<MeteredPrice>;
}
