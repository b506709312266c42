/**
 * Who may import whom. The role of a file is in its name: `x.store.ts`, `x.client.ts`, `x.handler.ts`, `x.routes.ts`, `x.test.ts`;
 * everything else of a service is pure. Services meet in the state machines and in shared/, never in an import.
 */
const ROLE = '\\.(handler|routes|store|client|test)\\.ts$';
const TEST = '(^test/|\\.test\\.ts$)';
/** What of shared/ reaches the world outside. */
const REACHES_OUT = '^shared/(.+\\.store|ports|step|customer-step|scheduled-step|route|put-once|send-once|config|clock)\\.ts$|^shared/aws/';
/** The interpreter of the state language is as recursive as the language. */
const INTERPRETER =
  '^local/runner/(interpret-state|state-work|inline-map|distributed-map|result-writer|express-execution|token-wait)\\.ts$';
/** What of Node reaches the world outside. */
const NODE_WORLD =
  '^(node:)?(fs|fs/promises|process|child_process|cluster|dgram|dns|http|http2|https|net|os|sqlite|timers|timers/promises|tls|worker_threads)$';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'Files that need each other to run can only be understood together. (States hold maps, and maps hold states.)',
      { pathNot: ['^shared/ports\\.ts$', '^shared/aws/aws-ports\\.ts$', INTERPRETER] },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule('nothing-missing', 'An import must lead somewhere.', {}, { couldNotResolve: true, pathNot: '^aws-lambda$' }),
    rule(
      'services-apart',
      'Services meet in the state machines and in shared/, never in an import.',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    rule(
      'handlers-stand-alone',
      'A handler is called by its state machine or its route; nobody but a test imports it.',
      { pathNot: TEST },
      { path: '\\.handler\\.ts$' },
    ),
    rule(
      'pure-files-reach-nothing',
      'A pure file decides and computes: no stores, ports, settings, clock or handlers.',
      { path: '^services/[^/]+/[^/]+\\.ts$', pathNot: ROLE },
      { path: ['^services/.+\\.(store|client|handler|routes)\\.ts$', REACHES_OUT], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'pure-files-read-nothing',
      'A pure file reads no disk, no network and no process. (Fonts, styles and state machines are part of the program.)',
      {
        path: '^(services/[^/]+|shared)/[^/]+\\.ts$',
        pathNot: [ROLE, '^services/pdf-rendering/font-files\\.ts$', '^services/console/asset-files\\.ts$'],
      },
      { path: NODE_WORLD },
    ),
    rule(
      'shared-contracts-reach-nothing',
      'Contracts and pure files of shared/ know no stores, ports, settings or clock.',
      { path: '^shared/[^/]+\\.ts$', pathNot: [ROLE, REACHES_OUT] },
      { path: REACHES_OUT, dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'stores-keep-to-storing',
      'A store knows ports, contracts, pure files and the stores of shared/; no other store of a service, no client, no handler.',
      { path: '\\.store\\.ts$' },
      { path: '^services/.+\\.(store|client|handler|routes)\\.ts$' },
    ),
    rule('clients-do-not-store', 'A client speaks to one third party.', { path: '\\.client\\.ts$' }, { path: '\\.(store|handler)\\.ts$' }),
    rule(
      'shared-stands-below',
      'shared/ knows neither services nor homes.',
      { path: '^shared/' },
      { path: '^(services|local|bench|scripts)/' },
    ),
    rule(
      'services-know-no-home',
      'The same service runs on AWS and on one machine.',
      { path: '^services/', pathNot: '\\.test\\.ts$' },
      { path: '^(local|bench|scripts|test)/' },
    ),
    rule(
      'aws-behind-the-ports',
      'Only the adapters in shared/aws/ call AWS.',
      { pathNot: ['^shared/aws/', TEST, '^(scripts|bench)/'] },
      { path: 'node_modules/@(aws-sdk|smithy)/' },
    ),
    rule(
      'adapters-behind-the-ports',
      'Only shared/ports.ts connects the adapters of AWS, and local/stage/ where a command works on a stage.',
      { pathNot: ['^shared/(aws/|ports\\.ts$)', '^local/stage/', TEST, '^(scripts|bench)/'] },
      { path: '^shared/aws/' },
    ),
    rule(
      'stages-on-demand',
      'A command in a data folder loads no SDK: what works on a stage is imported when it is asked for.',
      { path: '^local/', pathNot: ['^local/stage/', TEST] },
      { path: '^local/stage/', dynamic: false },
    ),
    rule(
      'one-arithmetic',
      'Only shared/money.ts imports decimal.js: there is one precision and one rounding rule.',
      { path: '^(services|shared|local)/', pathNot: '^shared/money\\.ts$' },
      { path: 'node_modules/decimal\\.js' },
    ),
    rule(
      'nothing-of-the-workshop',
      'What runs in production must not need what only developers install.',
      {
        path: '^(services|shared|local)/',
        pathNot: ['\\.test\\.ts$', '-fixtures\\.ts$', '\\.fixture\\.ts$', '^local/sample/'],
      },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.serverless/', '\\.esbuild/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
