import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@countersign/audit';
import { Database } from '@countersign/database';
import { problems, type Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { deviceEvents } from './devices.events';
import { TrustedDeviceRepository } from './trusted-device.repository';
import type { DeviceRow } from './trusted-device.statements';

/** Who asks, from where, and the digest of the device token that the request showed. */
export interface DeviceRequest {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly shown: Buffer | null;
}

export interface RemovedDevices {
  readonly removedCount: number;
  /** Whether the device that asks is among them. */
  readonly hasRemovedCurrent: boolean;
}

/** A user sees, names and removes the devices that log in without a code. */
@Injectable()
export class ManageDevices {
  constructor(
    private readonly devices: TrustedDeviceRepository,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /** The one used last first. */
  list({ principal, shown }: Omit<DeviceRequest, 'origin'>): Promise<DeviceRow[]> {
    return this.devices.list(principal.userId, shown);
  }

  /** @throws not_found when it is not there, not this user's, or trusted no more. */
  async rename({ principal, origin, shown }: DeviceRequest, deviceId: string, name: string): Promise<DeviceRow> {
    const { userId, sessionId } = principal;
    return this.database.transaction(async (tx) => {
      const device = await this.devices.rename(tx, userId, deviceId, shown, name);
      if (!device) throw problems.not_found();
      await this.audit.record(tx, origin, deviceEvents['device.renamed']({ userId, sessionId, data: { deviceId } }));
      return device;
    });
  }

  /** @throws not_found */
  async remove({ principal, origin, shown }: DeviceRequest, deviceId: string): Promise<RemovedDevices> {
    const { userId, sessionId } = principal;
    return this.database.transaction(async (tx) => {
      const removed = await this.devices.remove(tx, userId, deviceId, shown);
      if (removed.length === 0) throw problems.not_found();
      const data = { deviceId, revokedCount: 1 };
      await this.audit.record(tx, origin, deviceEvents['device.revoked']({ userId, sessionId, data }));
      return summaryOf(removed);
    });
  }

  async removeAll({ principal, origin, shown }: DeviceRequest): Promise<RemovedDevices> {
    const { userId, sessionId } = principal;
    return this.database.transaction(async (tx) => {
      const removed = await this.devices.removeAll(tx, userId, shown);
      const data = { revokedCount: removed.length };
      if (removed.length > 0) await this.audit.record(tx, origin, deviceEvents['device.revoked']({ userId, sessionId, data }));
      return summaryOf(removed);
    });
  }
}

function summaryOf(removed: readonly Pick<DeviceRow, 'current'>[]): RemovedDevices {
  return { removedCount: removed.length, hasRemovedCurrent: removed.some(({ current }) => current) };
}
