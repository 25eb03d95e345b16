import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { removeExpired } from '../trusted-device.statements';

/** Devices whose time is over, and with them their tokens: until then the spent ones tell a copied one. */
@Cleanup()
@Injectable()
export class ExpiredDevicesCleanup implements CleanupTask {
  readonly name = 'devices-expired';

  constructor(private readonly database: Database) {}

  async run(limit: number): Promise<number> {
    return (await this.database.run(removeExpired, [limit])).length;
  }
}
