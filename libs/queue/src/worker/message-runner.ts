import { Injectable } from '@nestjs/common';
import { Logger, Waits, withWaits } from '@countersign/observability';
import type { Job } from '../job';
import { Claims } from './claims';
import { describeFailure } from './describe-failure';
import { Interrupted } from './interrupted';
import { Permanent, RetryLater } from './job-processor';
import { Messages, type Pause } from './messages';
import type { ClaimedMessage } from './messages.statements';
import { Processors } from './processors';

/** Runs one claimed message to its end: done, to be run again, or dead. Whoever claimed it calls this once. */
@Injectable()
export class MessageRunner {
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly messages: Messages,
    private readonly claims: Claims,
    private readonly processors: Processors,
    private readonly logger: Logger,
  ) {}

  /** Never throws: what the database did not take leaves the claim to run out, and the message runs again. */
  async run(message: ClaimedMessage): Promise<void> {
    const running = this.attempt(message).catch((error: unknown) => this.leave(message, error));
    this.#running.add(running);
    await running;
    this.#running.delete(running);
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  private async attempt(message: ClaimedMessage): Promise<void> {
    const { job, handler } = this.processors.of(message.job);
    if (message.isExpired) return this.bury(message, 'expired');
    if (message.attempt > job.maxAttempts) return this.bury(message, 'the last attempt was cut off');
    const claim = this.claims.hold(message, job.timeLimitSeconds);
    const { attempt, subject } = message;
    const context = { attempt, isLast: attempt >= job.maxAttempts, signal: claim.signal };
    const started = performance.now();
    const waits = new Waits(false);
    const work = () => withWaits(waits, () => handler.handle(subject, context));
    const failure = await settled(work, claim.signal).finally(() => claim.drop());
    this.logger.slow('job', performance.now() - started, () => ({ ...named(message), parts: waits.parts() }));
    if (failure) return this.fail(message, job, failure.error);
    if (!(await this.messages.complete(message))) this.leave(message, new Interrupted('claim lost'));
  }

  private async fail(message: ClaimedMessage, job: Job, error: unknown): Promise<void> {
    if (error instanceof Interrupted && error.why === 'worker stops') return;
    if (error instanceof Interrupted && error.why === 'claim lost') return this.leave(message, error);
    if (error instanceof Interrupted && error.why === 'expired') return this.bury(message, 'expired');
    const reason = describeFailure(error);
    const isFree = error instanceof RetryLater && error.isFree;
    if (error instanceof Permanent || (!isFree && message.attempt >= job.maxAttempts)) return this.bury(message, reason);
    const outcome = await this.messages.retry(message, reason, pauseBeforeNext(job, message.attempt, error), isFree);
    if (outcome === 'lost') return this.leave(message, new Interrupted('claim lost'));
    this.logger.warn({ ...named(message), reason, isDead: outcome === 'dead' }, 'A job failed');
  }

  private async bury(message: ClaimedMessage, reason: string): Promise<void> {
    const isBuried = await this.messages.bury(message, reason);
    if (isBuried) this.logger.error({ ...named(message), reason }, 'A job failed for good; its outbox row is kept');
  }

  private leave(message: ClaimedMessage, error: unknown): void {
    this.logger.warn({ ...named(message), reason: describeFailure(error) }, 'A run of a job could not be noted; it may run again');
  }
}

const named = ({ id, job, attempt }: ClaimedMessage) => ({ message: id, job, attempt });

const A_FIFTH = 0.2;

/** The pause before the next run: what the failure asks for and up to a fifth more; else by how many runs there were, a fifth more or less. */
function pauseBeforeNext({ backoffSeconds }: Job, attempt: number, error: unknown): Pause {
  if (error instanceof RetryLater) return { least: error.seconds, spread: error.seconds * A_FIFTH };
  const seconds = backoffSeconds[Math.min(attempt, backoffSeconds.length) - 1] ?? 0;
  return { least: seconds * (1 - A_FIFTH), spread: seconds * 2 * A_FIFTH };
}

/** Waits for the work, but not past the signal: a handler that does not listen must not hold up the worker. */
async function settled(work: () => Promise<void>, signal: AbortSignal): Promise<{ error: unknown } | undefined> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Interrupted), { once: true });
  });
  try {
    await Promise.race([work(), aborted]);
    return signal.aborted ? { error: signal.reason } : undefined;
  } catch (error) {
    return { error: signal.aborted ? signal.reason : error };
  }
}
