import { applyDecorators, Injectable } from '@nestjs/common';
import { markedWith } from '@countersign/kernel';
import type { Job } from '../job';

export interface JobContext {
  /** 1 for the first run. */
  readonly attempt: number;
  /** Whether a failure of this run makes the message dead. */
  readonly isLast: boolean;
  /**
   * Aborted when the run must stop: its claim was lost, its time is up, the message expired, or the worker stops. What the
   * handler does after that no longer counts, and somebody else may run the message already.
   */
  readonly signal: AbortSignal;
}

/**
 * Does one job, at least once: a handler must bear to run again after it did its work (a worker may die between the work
 * and the note of it). A throw means "again later", after the job's backoff, `maxAttempts` times in all; `Permanent` means
 * "never again", `RetryLater` "not before so many seconds".
 */
export interface JobHandler {
  /** @param subject id of the row, in the job's owner's table, that the message is about. */
  handle(subject: string, context: JobContext): Promise<void>;
}

/** A failure that another attempt would not mend: the message is dead at once. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
}

/**
 * A failure that says when to try again; a fifth of its seconds is added by chance, and none taken away. With `isFree` the run
 * is not counted, as nothing was tried: the message never dies of it, so its owner must end what waits for ever.
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';

  constructor(
    reason: string,
    readonly seconds: number,
    readonly isFree = false,
  ) {
    super(reason);
  }
}

export const PROCESSOR = Symbol('countersign:job-processor');

/** Marks the one JobHandler of a job: `@JobProcessor(auditEventJob)`. Its class must be a provider of the worker. */
export function JobProcessor(job: Job): ClassDecorator {
  return applyDecorators(Injectable(), markedWith(PROCESSOR, job));
}
