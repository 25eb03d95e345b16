import { cleanupOf } from '@countersign/queue/worker';
import { removeExpired } from '../trusted-device.statements';

/** Devices whose time is over, and with them their tokens: until then the spent ones tell a copied one. */
export const ExpiredDevicesCleanup = cleanupOf('devices-expired', removeExpired);
