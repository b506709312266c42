// Jest runs the same TypeScript Node runs: types are stripped by Node itself, nothing is compiled.
const { createHash } = require('node:crypto');
const { stripTypeScriptTypes } = require('node:module');

module.exports = {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
  getCacheKey: (source, path, options) =>
    createHash('sha256').update([source, path, process.version, options.configString].join('\0')).digest('hex'),
};
