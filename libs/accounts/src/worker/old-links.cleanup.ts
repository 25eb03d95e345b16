import { cleanupOf } from '@countersign/queue/worker';
import { removeOld } from '../links/link.statements';

/** Links past their time. A used one stays for a day more: its address is not trusted with codes for so long after a reset. */
export const OldLinksCleanup = cleanupOf('links-expired', removeOld);
