export default {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/.serverless/', '\\.(aws|browser|documents|emulator|long|package)\\.test\\.ts$'],
  modulePathIgnorePatterns: ['/.serverless/', '/.esbuild/'],
  extensionsToTreatAsEsm: ['.ts'],
  coverageProvider: 'v8',
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.cjs' },
  testTimeout: 20_000,
  // Tests of the command line wait for processes of their own: both cores are kept busy.
  maxWorkers: '100%',
};
