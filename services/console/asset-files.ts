import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** What pages load beside themselves, by name, as it lies in the checkout. In a bundle `bundle-assets.cjs` replaces this module. */
export function assetFile(name: AssetName): Uint8Array {
  return readFileSync(name === 'inter.woff2' ? resolve(FONT) : new URL(`./${name}`, import.meta.url));
}

/** The definition of a state machine as it is deployed, in YAML. */
export function machineFile(name: MachineName): string {
  return readFileSync(new URL(`../${MACHINES[name]}`, import.meta.url), 'utf8');
}

/** Whether a name is that of a machine. */
export function isMachine(name: string): name is MachineName {
  return Object.hasOwn(MACHINES, name);
}

export type AssetName = 'console.css' | 'console.js' | 'customer.css' | 'inter.woff2';
export type MachineName = keyof typeof MACHINES;

const FONT = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';
const MACHINES = {
  'billing-run': 'billing-run/billing-run.asl.yml',
  invoice: 'invoicing/invoice.asl.yml',
  settlement: 'payment-collection/settlement.asl.yml',
  'credit-note': 'invoicing/credit-note.asl.yml',
  dunning: 'payment-collection/dunning.asl.yml',
  order: 'orders/order.asl.yml',
} as const;
