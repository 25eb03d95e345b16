import type { Database } from '../database';
import { statement } from '../statement';

const POOL_SIZE = 20;
const STEP = 2;
const wait = statement('spec_wait', 'select pg_sleep(0.02)');

/**
 * Opens the pool's connections a few at a time, so that a race at once does not spend its second of patience on twenty new
 * connections to a busy machine.
 */
export async function warmPool(database: Database): Promise<void> {
  for (let size = STEP; size <= POOL_SIZE; size += STEP) {
    await Promise.allSettled(Array.from({ length: size }, () => database.run(wait, [])));
  }
}
