import type { Logger } from '@countersign/observability';

/**
 * Waits until an attempt is given back. Where that fails it stays counted, which harms nobody but its user: the log says so, and the
 * caller goes on with the answer that the attempt had.
 */
export async function giveBack(logger: Logger, given: Promise<void>): Promise<void> {
  await given.catch((err: unknown) => logger.warn({ err }, 'an attempt could not be given back: it stays counted'));
}
