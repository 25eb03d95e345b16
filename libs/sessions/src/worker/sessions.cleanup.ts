import { cleanupOf } from '@countersign/queue/worker';
import { removeEnded, removeForgottenAgents } from '../sessions.statements';

/** Sessions that have ended, and with them their refresh tokens: until then the spent ones tell a stolen one. */
export const SessionsCleanup = cleanupOf('sessions-ended', removeEnded);

export const AgentsCleanup = cleanupOf('agents-forgotten', removeForgottenAgents);
