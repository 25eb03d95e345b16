import { JobProcessor, type JobHandler } from '@countersign/queue/worker';
import { receiptJob } from '../../jobs/delivery.jobs';
import { MessageRepository } from '../../messages/message.repository';
import { ReceiptListeners } from './receipt-listeners';

/** Tells the listeners what became of one message. */
@JobProcessor(receiptJob)
export class ReceiptProcessor implements JobHandler {
  constructor(
    private readonly messages: MessageRepository,
    private readonly listeners: ReceiptListeners,
  ) {}

  async handle(messageId: string): Promise<void> {
    const message = await this.messages.find(messageId);
    if (message?.state !== 'delivered' && message?.state !== 'failed') return;
    const { userId, channel, purpose, reference, state: outcome, isUndeliverable, lastError: reason } = message;
    await this.listeners.tell({ messageId, userId, channel, purpose, reference, outcome, isUndeliverable, reason });
  }
}
