import { cleanupOf } from '@countersign/queue/worker';
import { removeAbandoned } from '../codes/code-set.statements';

/** Codes that were offered with a setup that nobody confirmed. */
export const AbandonedCodesCleanup = cleanupOf('backup-codes-abandoned', removeAbandoned);
