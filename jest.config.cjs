// Everything that ends in .spec.ts below apps, libs and test; which of them a command runs is said in
// scripts/lib/test/suites.mjs. Packages are loaded by Node itself: see test/runner/runtime.cjs.
const SWC = {
  swcrc: false,
  sourceMaps: 'inline',
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    externalHelpers: false,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'commonjs' },
};

module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  runtime: '<rootDir>/test/runner/runtime.cjs',
  testSequencer: '<rootDir>/test/runner/sequencer.cjs',
  testEnvironment: '<rootDir>/test/runner/environment.cjs',
  // Long randomised runs are `npm run test:long`.
  testRegex: ['(?<!\\.long)\\.spec\\.ts$'],
  moduleNameMapper: { '^@countersign/(.*)$': '<rootDir>/libs/$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', SWC] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.data/'],
  collectCoverageFrom: ['apps/**/*.ts', 'libs/**/*.ts', '!**/*.spec.ts', '!**/testing.ts'],
  coverageDirectory: 'coverage',
  // One more than the cores that are promised: a suite often waits for a process that it started.
  maxWorkers: 3,
  testTimeout: 30_000,
};
