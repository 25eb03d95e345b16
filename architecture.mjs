// The ranks of the house. A lib imports lower ranks only, never a sibling. dependency-cruiser, ESLint and the tests of
// test/architecture read this table; nothing else says who may import whom.

/** Lib → rank. A new lib needs a line here before anything else. */
export const ranks = {
  kernel: 0,
  config: 1,
  observability: 2,
  crypto: 3,
  database: 3,
  redis: 3,
  outbound: 3,
  web: 4,
  queue: 4,
  audit: 5,
  openapi: 5,
  accounts: 6,
  sessions: 7,
  'otp-delivery': 7,
  factors: 8,
  auth: 9,
  totp: 10,
  otp: 10,
  'backup-codes': 10,
  devices: 10,
  'api-keys': 10,
  webhooks: 10,
  notices: 10,
  administration: 10,
  extensions: 11,
};

/** The apps stand above every lib. */
export const appsRank = 12;

/** The only files by which a lib is entered. */
export const doors = ['index.ts', 'http.ts', 'worker.ts', 'testing.ts'];

/** Fakes and helpers of tests bear these names (`src/fake-clock.ts`) or stand in `src/testing/`: only testing.ts lets them out. */
export const supportNames = ['test', 'fake', 'recording'];

/** House measures (files and functions of apps, libs, migrations, scripts and test). */
export const measures = { fileLines: 250, functionLines: 50, depth: 3 };
