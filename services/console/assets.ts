import { sha256 } from '../../shared/content-hash.ts';
import { assetFile, type AssetName } from './asset-files.ts';

/** A file that pages load, under an address that changes with its content, so that it may be kept for a year. */
export interface Asset {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly hash: string;
}

const CONTENT_TYPES: Readonly<Record<AssetName, string>> = {
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'customer.css': 'text/css; charset=utf-8',
  'inter.woff2': 'font/woff2',
};
const known = new Map<string, Asset>();

/** The asset of a name, or undefined if there is none. */
export function assetNamed(name: string): Asset | undefined {
  return Object.hasOwn(CONTENT_TYPES, name) ? asset(name as AssetName) : undefined;
}

/** Where a page finds an asset. */
export function assetPath(name: AssetName): string {
  return `/assets/${asset(name).hash}/${name}`;
}

function asset(name: AssetName): Asset {
  const found = known.get(name);
  if (found) return found;
  const bytes = assetFile(name);
  const made = { bytes, contentType: CONTENT_TYPES[name], hash: sha256(bytes).slice(0, 16) };
  known.set(name, made);
  return made;
}
