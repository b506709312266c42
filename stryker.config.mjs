/**
 * Mutation tests of what prices: every operator, bound and condition of services/pricing is changed, one at a time,
 * and some test has to notice. Only files that compute; texts are left alone.
 */
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { config: { testMatch: ['<rootDir>/services/pricing/**/*.test.ts', '<rootDir>/test/pricing-cases.test.ts'] } },
  mutate: ['services/pricing/*.ts', '!services/pricing/*.{test,handler,store}.ts'],
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['data', 'docs', '.serverless'],
  coverageAnalysis: 'perTest',
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { reportTests: false, logTests: false },
  concurrency: 2,
  tempDirName: '.stryker-tmp',
  // Tests run the TypeScript as it is: nothing is compiled.
  tsconfigFile: 'none',
};
