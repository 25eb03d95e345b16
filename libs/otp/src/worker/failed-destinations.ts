import { isId } from '@countersign/kernel';
import { Database } from '@countersign/database';
import { OnReceipt, type MessageReceipt, type ReceiptListener } from '@countersign/otp-delivery/worker';
import { markDelivered, markFailed } from '../destinations/destination.statements';
import { codeOf } from '../message-reference';

/**
 * A code never will arrive: its user is told with the next challenge, once, whoever is at fault. The destination is not held
 * back for it, since a filter of its server or a full mailbox may be gone by then.
 */
@OnReceipt()
export class FailedDestinations implements ReceiptListener {
  readonly name = 'otp: failed destinations';

  constructor(private readonly database: Database) {}

  async on({ purpose, outcome, reference }: MessageReceipt): Promise<void> {
    const { methodId, contextId } = codeOf(reference ?? '');
    if (purpose !== 'code' || !isId(methodId) || !isId(contextId)) return;
    await this.database.run(outcome === 'failed' ? markFailed : markDelivered, [methodId, contextId]);
  }
}
