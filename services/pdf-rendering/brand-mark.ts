import type { SellerParty } from '../../shared/invoice.ts';
import { EDGE, type Sheet } from './sheet.ts';
import { fitted } from './text-fitting.ts';
import type { TypeStyle } from './type-styles.ts';

/** Where logo and name stand on a page; mm. */
export interface BrandPlace {
  /** The logo keeps inside this height, above this bottom, and is centred there if it is lower. */
  readonly height: number;
  readonly bottom: number;
  /** Widest logo. */
  readonly widest: number;
  /** From the logo to the name. */
  readonly gap: number;
  readonly baseline: number;
  /** Left edge of what stands to the right. */
  readonly end: number;
  readonly style: TypeStyle;
  /** Points the name may be made smaller to. */
  readonly least: number;
}

/** A logo so many times as wide as it is high has the name in it. */
const HAS_NAME = 3;

/** The seller's logo, with the name beside it unless it is in the logo; the name where there is none. */
export function drawBrand(sheet: Sheet, { logo, brand }: SellerParty, image: Uint8Array | undefined, place: BrandPlace): void {
  let left: number = EDGE.left;
  if (logo && image) {
    const width = Math.min(place.widest, (place.height * logo.width) / logo.height);
    const height = (width * logo.height) / logo.width;
    sheet.image(image, { x: left, y: place.bottom - (place.height + height) / 2, width, height });
    if (logo.width >= HAS_NAME * logo.height) return;
    left += width + place.gap;
  }
  const { text, style } = fitted(brand, place.style, place.end - left, place.least);
  sheet.text(text, left, place.baseline, style);
}
