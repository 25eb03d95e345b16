import { randomInt } from 'node:crypto';
import { sharedSuite } from '../support/shared-suite';
import { runAccounts } from './support/run-accounts';

const SEED = Number(process.env.LONG_SEED ?? randomInt(2 ** 31));
const RUNS = Number(process.env.LONG_ACCOUNTS ?? 100);

it(`${RUNS} accounts keep their promises whatever is done with them, in any order (LONG_SEED=${SEED})`, async () => {
  const suite = await sharedSuite();
  const { api } = await suite.start('api');
  await runAccounts(api, suite, { seed: SEED, runs: RUNS, mostCommands: 40 });
}, RUNS * 30_000);
