import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discoverNamed } from '@countersign/kernel';
import { RECEIPTS, type MessageReceipt, type ReceiptListener } from './receipt-listener';

/** The listeners that this worker has, wherever they are provided. */
@Injectable()
export class ReceiptListeners implements OnModuleInit {
  private all: readonly ReceiptListener[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws StartupFault when two share a name. */
  onModuleInit(): void {
    this.all = discoverNamed<ReceiptListener>(this.discovery, RECEIPTS, 'listener of receipts');
  }

  /** One that fails keeps no other from hearing of it; then all hear of it again. */
  async tell(receipt: MessageReceipt): Promise<void> {
    const told = await Promise.allSettled(this.all.map((listener) => listener.on(receipt)));
    const failed = told.flatMap((outcome, index) => (outcome.status === 'rejected' ? [`${this.all[index]!.name}: ${String(outcome.reason)}`] : []));
    if (failed.length > 0) throw new ReceiptFailure(failed.join('; '));
  }
}

/** Which listeners failed, and of what. */
class ReceiptFailure extends Error {
  override readonly name = 'ReceiptFailure';
}
