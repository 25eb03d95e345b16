import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { StartupFault } from '@countersign/kernel';
import { ReceiptMark, type MessageReceipt, type ReceiptListener } from './receipt-listener';

/** The listeners that this worker has, wherever they are provided. */
@Injectable()
export class ReceiptListeners implements OnModuleInit {
  readonly #all: ReceiptListener[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws StartupFault when two share a name. */
  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (wrapper.instance && this.discovery.getMetadataByDecorator(ReceiptMark, wrapper)) this.#all.push(wrapper.instance);
    }
    const names = this.#all.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new StartupFault(`Two listeners of receipts are named "${twice}": rename one of them.`);
  }

  /** One that fails keeps no other from hearing of it; then all hear of it again. */
  async tell(receipt: MessageReceipt): Promise<void> {
    const told = await Promise.allSettled(this.#all.map((listener) => listener.on(receipt)));
    const failed = told.flatMap((outcome, index) => (outcome.status === 'rejected' ? [`${this.#all[index]!.name}: ${String(outcome.reason)}`] : []));
    if (failed.length > 0) throw new ReceiptFailure(failed.join('; '));
  }
}

/** Which listeners failed, and of what. */
class ReceiptFailure extends Error {
  override readonly name = 'ReceiptFailure';
}
