import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Cut } from './type-styles.ts';

const { resolve } = createRequire(import.meta.url);

/** The TrueType file of a cut, from the installed package. In a bundle `bundle-assets.cjs` replaces this module. */
export function fontFile(cut: Cut): Uint8Array {
  return readFileSync(resolve(`@expo-google-fonts/inter/${FILES[cut]}`));
}

const FILES: Readonly<Record<Cut, string>> = {
  Regular: '400Regular/Inter_400Regular.ttf',
  Medium: '500Medium/Inter_500Medium.ttf',
  SemiBold: '600SemiBold/Inter_600SemiBold.ttf',
};
