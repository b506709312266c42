// A Lambda has neither node_modules nor a checkout: this esbuild plugin puts what pages load, and the state machines they
// draw, into the bundle itself.
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const MACHINES = {
  'billing-run': '../billing-run/billing-run.asl.yml',
  invoice: '../invoicing/invoice.asl.yml',
  settlement: '../payment-collection/settlement.asl.yml',
  'credit-note': '../invoicing/credit-note.asl.yml',
  dunning: '../payment-collection/dunning.asl.yml',
  order: '../orders/order.asl.yml',
};

const machines = (folder) =>
  Object.fromEntries(Object.entries(MACHINES).map(([name, file]) => [name, readFileSync(join(folder, file), 'utf8')]));

const assetModule = (folder) => `
import font from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';

const encoder = new TextEncoder();
const files = {
${['console.css', 'console.js', 'customer.css'].map((name) => `  '${name}': encoder.encode(${JSON.stringify(readFileSync(join(folder, name), 'utf8'))}),`).join('\n')}
  'inter.woff2': font,
};
const machines = ${JSON.stringify(machines(folder))};
export const assetFile = (name) => files[name];
export const machineFile = (name) => machines[name];
export const isMachine = (name) => Object.hasOwn(machines, name);
`;

const bundleConsoleAssets = {
  name: 'bundle-console-assets',
  setup(build) {
    build.initialOptions.loader = { ...build.initialOptions.loader, '.woff2': 'binary' };
    build.onLoad({ filter: /[\\/]console[\\/]asset-files\.ts$/ }, ({ path }) => ({
      contents: assetModule(dirname(path)),
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};

module.exports = [bundleConsoleAssets];
