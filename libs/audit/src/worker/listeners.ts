import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discoverNamed } from '@countersign/kernel';
import { LISTENER, type SecurityEventListener } from './security-event-listener';

/** The listeners that this worker has, wherever they are provided. */
@Injectable()
export class Listeners implements OnModuleInit {
  private all: readonly SecurityEventListener[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.all = discoverNamed<SecurityEventListener>(this.discovery, LISTENER, 'listener of security events');
  }

  handling(type: string): SecurityEventListener[] {
    return this.all.filter((listener) => listener.handles(type));
  }
}
