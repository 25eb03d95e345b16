import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { deviceEvents } from './devices.events';
import { TrustedDevicePolicy } from './trusted-device.policy';

export interface CheckedDevice {
  readonly trusted: boolean;
  /** The token from now on: the one that was shown is spent. */
  readonly deviceToken?: string;
}

/** Whether a device token stands for the second factor, for an application that keeps its own passwords. */
@Injectable()
export class CheckDevice {
  constructor(
    private readonly policy: TrustedDevicePolicy,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** As at our own log-in: the token is spent and followed by another, and a spent one ends its device. */
  async check({ userId }: Principal, deviceToken: string, origin: Origin): Promise<CheckedDevice> {
    const request = { headers: {}, cookies: {}, body: { deviceToken }, origin };
    const found = await this.policy.recognise(userId, request);
    if (!found) return { trusted: false };
    return this.database.transaction(async (tx) => {
      const excused = await this.policy.excuse(found, tx);
      const successor = excused?.data?.deviceToken;
      if (typeof successor !== 'string') return { trusted: false };
      const data = found.bucketKey === null ? {} : { deviceId: found.bucketKey };
      await this.audit.record(tx, origin, deviceEvents['device.verified']({ userId, data }));
      return { trusted: true, deviceToken: successor };
    });
  }
}
