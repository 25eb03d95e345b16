import { applyDecorators, Injectable, type Type } from '@nestjs/common';
import { Database, type Statement } from '@countersign/database';
import { markedWith } from '@countersign/kernel';

/** Something that a lib tidies up now and then, such as rows that expired. One worker at a time does it for all. */
export interface CleanupTask {
  /** Unique among the tasks, e.g. `sessions-expired`. */
  readonly name: string;
  /** Seconds between two turns. Default 60. */
  readonly everySeconds?: number;
  /** Treats at most `limit` rows in one statement. @returns how many it treated; called again at once while that is `limit`. */
  run(limit: number): Promise<number>;
}

export const CLEANUP = Symbol('countersign:cleanup');

/** Marks a provider of the worker that implements CleanupTask. */
export function Cleanup(): ClassDecorator {
  return applyDecorators(Injectable(), markedWith(CLEANUP));
}

/**
 * The task that most libs need: one statement that removes at most `$1` rows and returns each. A class, to be listed among
 * the providers of the worker.
 *
 * @param name unique among the tasks, e.g. `sessions-ended`.
 */
export function cleanupOf(name: string, removal: Statement<unknown>): Type<CleanupTask> {
  @Cleanup()
  class StatementCleanup implements CleanupTask {
    readonly name = name;

    constructor(private readonly database: Database) {}

    async run(limit: number): Promise<number> {
      return (await this.database.run(removal, [limit])).length;
    }
  }
  return StatementCleanup;
}
