import { cleanupOf } from '@countersign/queue/worker';
import { removeOld } from '../addresses/former-address.statements';

/** What an account's address was, a week after. */
export const FormerAddressesCleanup = cleanupOf('former-addresses', removeOld);
