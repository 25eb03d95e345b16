import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { userSideOf, type Origin } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { DevicesSettings } from './devices.settings';
import * as sql from './trusted-device.statements';

export interface NewDevice {
  readonly id: string;
  readonly user: UserFacts;
  readonly deviceName: string;
  readonly origin: Origin;
  /** Of its first token. */
  readonly digest: Buffer;
}

/** A device and the token that it is known by. */
export interface DeviceKey {
  readonly userId: string;
  readonly digest: Buffer;
}

/** The rows of `trusted_devices` and `trusted_device_tokens`. */
@Injectable()
export class TrustedDeviceRepository {
  constructor(
    protected readonly database: Database,
    protected readonly settings: DevicesSettings,
  ) {}

  /** Adds a device, and removes the oldest of too many. One at a time for each user, so that there are never more. */
  async add(tx: EntityManager, device: NewDevice): Promise<{ secondsLeft: number; pushedOut: number }> {
    await this.lockUser(tx, device.user.id);
    const { id, user, deviceName, origin, digest } = device;
    const { ipAddress, userAgent } = userSideOf(origin);
    const { DEVICE_TRUST_DAYS, DEVICE_MAX_PER_USER } = this.settings;
    const about = [id, user.id, user.trustEpoch, deviceName, ipAddress, userAgent, digest];
    const [row] = await this.database.run(sql.addDevice, [...about, DEVICE_TRUST_DAYS, DEVICE_MAX_PER_USER], tx);
    return row!;
  }

  /** What a token is good for; null: it is nobody's, another user's, or of a device that is trusted no more. */
  async find({ digest, userId }: DeviceKey, tx?: EntityManager) {
    const [row] = await this.database.run(sql.lookUp, [digest, userId], tx);
    return row ?? null;
  }

  /** Spends the token and inserts its successor; null: another request was first, or the device is trusted no more. */
  async rotateOnce(tx: EntityManager, { digest, userId }: DeviceKey, successor: Buffer, { ipAddress, userAgent }: Pick<Origin, 'ipAddress' | 'userAgent'>) {
    const [row] = await this.database.run(sql.rotate, [digest, userId, successor, ipAddress, userAgent], tx);
    return row ?? null;
  }

  /** The id of the device that a used-up token was of, once; null: another request was first. */
  async removeByUsedUp(tx: EntityManager, { digest, userId }: DeviceKey): Promise<string | null> {
    const [row] = await this.database.run(sql.removeByUsedUp, [digest, userId], tx);
    return row?.id ?? null;
  }

  /** The devices that are trusted, the one used last first. */
  async list(userId: string, shown: Buffer | null): Promise<sql.DeviceRow[]> {
    return this.database.run(sql.list, [userId, shown]);
  }

  async isOwned(userId: string, deviceId: string): Promise<boolean> {
    return (await this.database.run(sql.isOwned, [deviceId, userId])).length === 1;
  }

  async rename(tx: EntityManager, userId: string, deviceId: string, shown: Buffer | null, name: string): Promise<sql.DeviceRow | null> {
    const [row] = await this.database.run(sql.rename, [deviceId, userId, shown, name], tx);
    return row ?? null;
  }

  /** Answers those that were trusted and are removed: one, or none. */
  async remove(tx: EntityManager, userId: string, deviceId: string, shown: Buffer | null) {
    return this.database.run(sql.remove, [deviceId, userId, shown], tx);
  }

  async removeAll(tx: EntityManager, userId: string, shown: Buffer | null) {
    await this.lockUser(tx, userId);
    return this.database.run(sql.removeAll, [userId, shown], tx);
  }

  protected async lockUser(tx: EntityManager, userId: string): Promise<void> {
    await this.database.run(sql.lockUser, [userId], tx);
  }
}
