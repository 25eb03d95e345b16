import { isId } from '@countersign/kernel';
import { Database } from '@countersign/database';
import { OnReceipt, type MessageReceipt, type ReceiptListener } from '@countersign/otp-delivery/worker';
import { markFailed } from '../destinations/destination.statements';
import { methodOf } from '../message-reference';

/** A provider says that a destination never will be reached: its user is told with the next challenge. */
@OnReceipt()
export class FailedDestinations implements ReceiptListener {
  readonly name = 'otp: failed destinations';

  constructor(private readonly database: Database) {}

  async on({ purpose, outcome, isUndeliverable, reference }: MessageReceipt): Promise<void> {
    const methodId = methodOf(reference ?? '');
    if (purpose !== 'code' || outcome !== 'failed' || !isUndeliverable || !isId(methodId)) return;
    await this.database.run(markFailed, [methodId]);
  }
}
