// A Lambda has no node_modules: this esbuild plugin puts the fonts and the colour profile into the bundle itself.
// It works for both module formats; what it replaces is what would look for files beside the bundle.
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

/** Where pdfkit believes it lies. Any fixed address does: the only file it reads there is registered below. */
const PDFKIT_URL = 'file:///pdfkit/pdfkit.mjs';
const PROFILE = 'data/sRGB_IEC61966_2_1.icc';

const fontModule = (directory) => `
import regular from '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf';
import medium from '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf';
import semiBold from '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf';
import profile from ${JSON.stringify(join(directory, PROFILE))};
import { registerFile } from 'pdfkit';

registerFile(${JSON.stringify(new URL(`./${PROFILE}`, PDFKIT_URL).href)}, profile);
const files = { Regular: regular, Medium: medium, SemiBold: semiBold };
export const fontFile = (cut) => files[cut];
`;

const bundleAssets = {
  name: 'bundle-assets',
  setup(build) {
    build.initialOptions.loader = { ...build.initialOptions.loader, '.ttf': 'binary', '.icc': 'binary' };

    build.onLoad({ filter: /[\\/]pdf-rendering[\\/]font-files\.ts$/ }, ({ path }) => ({
      contents: fontModule(dirname(require.resolve('pdfkit'))),
      loader: 'js',
      resolveDir: dirname(path),
    }));

    build.onLoad({ filter: /[\\/]pdfkit\.node\.mjs$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(PDFKIT_URL)),
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};

module.exports = [bundleAssets];
