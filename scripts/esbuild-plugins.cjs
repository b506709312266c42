const { basename } = require('node:path');

// Lambda splits a handler's name at its first dot, so `open-run.handler` is `handler` of a file `open-run.js`. The
// packager puts what lies in the folder `__only_open-run` into the zip of that function and no other.
const lambdaNames = {
  name: 'lambda-names',
  setup(build) {
    const [entry] = build.initialOptions.entryPoints;
    const name = basename(entry, '.handler.ts');
    build.initialOptions.entryPoints = { [`__only_${name}/${name}`]: entry };
  },
};

module.exports = [
  lambdaNames,
  ...require('../services/pdf-rendering/bundle-assets.cjs'),
  ...require('../services/console/bundle-assets.cjs'),
];
