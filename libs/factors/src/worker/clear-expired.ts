import { cleanupOf } from '@countersign/queue/worker';
import { clearChallenges, clearPending } from './clear-expired.statements';

export const ClearExpiredChallenges = cleanupOf('expired challenges', clearChallenges);

export const ClearAbandonedSetups = cleanupOf('abandoned setups', clearPending);
