import { cleanupOf } from '@countersign/queue/worker';
import { removeExpired } from '../login-budget.statements';

/** Buckets whose last attempt no longer counts. */
export const LoginBucketsCleanup = cleanupOf('login-buckets-expired', removeExpired);
