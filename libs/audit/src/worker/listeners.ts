import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { StartupFault } from '@countersign/kernel';
import { ListenerMark, type SecurityEventListener } from './security-event-listener';

/** The listeners that this worker has, wherever they are provided. */
@Injectable()
export class Listeners implements OnModuleInit {
  readonly #all: SecurityEventListener[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (wrapper.instance && this.discovery.getMetadataByDecorator(ListenerMark, wrapper)) this.add(wrapper.instance);
    }
  }

  handling(type: string): SecurityEventListener[] {
    return this.#all.filter((listener) => listener.handles(type));
  }

  private add(listener: SecurityEventListener): void {
    const other = this.#all.find(({ name }) => name === listener.name);
    if (other) {
      const classes = `${other.constructor.name} and ${listener.constructor.name}`;
      throw new StartupFault(`Two listeners of security events are named "${listener.name}" (${classes}): rename one of them.`);
    }
    this.#all.push(listener);
  }
}
