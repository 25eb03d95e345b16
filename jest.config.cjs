// Everything that ends in .spec.ts below apps, libs and test; which of them a command runs is said in
// scripts/lib/test/suites.mjs. Nest 12 and a few others ship ES modules only: they are compiled to CommonJS too.
const ES_MODULES = [
  '@nestjs',
  '@fastify',
  '@otplib',
  '@scure',
  '@noble',
  '@tokenizer',
  '@borewit',
  'otplib',
  'qr',
  'cookie',
  'content-disposition',
  'light-my-request',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
];

const swc = (parser, sourceMaps) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps,
    jsc: {
      target: 'es2023',
      keepClassNames: true,
      externalHelpers: false,
      parser,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
    module: { type: 'commonjs' },
  },
];

module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testEnvironment: 'node',
  // Long randomised runs are `npm run test:long`.
  testRegex: ['(?<!\\.long)\\.spec\\.ts$'],
  moduleNameMapper: { '^@countersign/(.*)$': '<rootDir>/libs/$1' },
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }, 'inline'),
    '^.+\\.m?js$': swc({ syntax: 'ecmascript' }, false),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.data/'],
  collectCoverageFrom: ['apps/**/*.ts', 'libs/**/*.ts', '!**/*.spec.ts', '!**/testing.ts'],
  coverageDirectory: 'coverage',
  maxWorkers: 2,
  testTimeout: 20_000,
};
