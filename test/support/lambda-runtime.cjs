// Loads a handler as Lambda does and calls it once: node lambda-runtime.cjs <handler> <event as JSON>, in the folder
// of the unpacked zip. Lambda brings the AWS SDK; everything else must be in the zip.
const { Module } = require('node:module');
const { basename, dirname, join } = require('node:path');

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  const isOfLambda = request.startsWith('@aws-sdk/') && parent.filename.startsWith(process.cwd());
  return resolve(request, isOfLambda ? module : parent, ...rest);
};

const [, , handler, event] = process.argv;
// The runtime splits at the first dot of the last part of the path.
const [, file, name] = /^([^.]*)\.(.*)$/.exec(basename(handler));
const context = { functionName: file, awsRequestId: 'request', functionVersion: '1', invokedFunctionArn: 'arn', memoryLimitInMB: '1024' };

Promise.resolve(require(join(process.cwd(), dirname(handler), file))[name](JSON.parse(event), context)).then(
  (result) => report({ result }),
  (error) => report({ error: { name: error.name, message: error.message } }),
);

function report(outcome) {
  process.stdout.write(`\n${JSON.stringify(outcome)}\n`, () => process.exit());
}
