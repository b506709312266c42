import tseslint from 'typescript-eslint';

/** Files that decide and compute: everything of a service and of shared/ whose role is not in its name. */
const PURE = ['services/*/*.ts', 'shared/*.ts'];
/** What reaches the world outside, by its name or by its trade. */
const NOT_PURE = [
  '**/*.{handler,routes,store,client,test}.ts',
  '**/*.d.ts',
  'shared/{ports,step,scheduled-step,route,put-once,send-once}.ts',
  // Fonts, styles and state machines are part of the program, however it is shipped.
  'services/pdf-rendering/font-files.ts',
  'services/console/asset-files.ts',
];

const OUTSIDE = 'A pure file does not reach outside: let its handler or its store hand it the value.';
const TIME = 'The time comes from the input of the step, or at an edge from shared/clock.ts.';
const CHANCE = 'The same input must give the same invoice: ids are functions of content.';
const ENVIRONMENT = 'Only shared/config.ts reads the environment.';

const noClock = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: TIME },
  { selector: "CallExpression[callee.name='Date']", message: TIME },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: TIME },
  { selector: "MemberExpression[object.name='Temporal'][property.name='Now']", message: TIME },
];
const noChance = [
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: CHANCE },
  { selector: 'MemberExpression[property.name=/^(randomUUID|randomBytes|randomInt|getRandomValues)$/]', message: CHANCE },
  { selector: 'ImportSpecifier[imported.name=/^(randomUUID|randomBytes|randomInt|getRandomValues|webcrypto)$/]', message: CHANCE },
];
const noTimers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({ name, message: OUTSIDE }));
const noWorld = ['fetch', 'performance', 'crypto', 'globalThis', 'console'].map((name) => ({ name, message: OUTSIDE }));
const noEnvironment = [{ name: 'process', message: ENVIRONMENT }];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/.serverless/**',
      '**/.esbuild/**',
      'data/**',
      'data-console/**',
      'coverage/**',
      'out/**',
      '.cache/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { noInlineConfig: true },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      // openid-client calls it deprecated so that it stands out; the issuer of a test has no certificate.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', name: 'allowInsecureRequests', package: 'openid-client' }] },
      ],
      '@typescript-eslint/no-unnecessary-type-arguments': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      // Ports and steps are asynchronous by contract, and their methods are closures.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    // Everything that is deployed: its time and its ids come with its input, its settings from shared/config.ts.
    files: ['services/**/*.ts', 'shared/**/*.ts'],
    ignores: ['**/*.test.ts', 'shared/clock.ts', 'shared/aws/**'],
    rules: { 'no-restricted-syntax': ['error', ...noClock, ...noChance] },
  },
  {
    // A form's token, and the key of links, are there to be guessed by nobody.
    files: ['shared/aws/**/*.ts', 'services/console/form-token.ts', 'shared/customer-link.store.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noClock] },
  },
  {
    files: ['services/**/*.ts', 'shared/**/*.ts'],
    ignores: ['**/*.test.ts', 'shared/config.ts'],
    rules: { 'no-restricted-globals': ['error', ...noEnvironment] },
  },
  {
    files: PURE,
    ignores: [...NOT_PURE, 'shared/config.ts', 'shared/clock.ts'],
    rules: { 'no-restricted-globals': ['error', ...noEnvironment, ...noTimers, ...noWorld] },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
