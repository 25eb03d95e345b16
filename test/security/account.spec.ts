import { sharedSuite } from '../support/shared-suite';
import { runAccounts } from './support/run-accounts';

/** A short run, the same each time, whose sequences find sessions that outlive a new password; `npm run test:long` goes on where it ends. */
it('an account keeps its promises whatever is done with it, in any order', async () => {
  const suite = await sharedSuite();
  const { api } = await suite.start('api');
  await runAccounts(api, suite, { seed: 6, runs: 3, mostCommands: 20 });
}, 120_000);
