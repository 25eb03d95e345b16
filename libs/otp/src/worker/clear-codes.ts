import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '@countersign/database';
import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import * as sql from './clear-codes.statements';

/** Digests of codes that are good no more, and counts of hours that are over. */
@Cleanup()
@Injectable()
export class ClearCodes implements CleanupTask {
  readonly name = 'otp: codes and counts';

  constructor(private readonly database: Database) {}

  async run(limit: number): Promise<number> {
    let cleared = 0;
    const statements: readonly Statement<unknown>[] = [sql.clearCodes, sql.clearCounts, sql.clearWindows];
    for (const statement of statements) cleared += (await this.database.run(statement, [limit - cleared])).length;
    return cleared;
  }
}
