import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { StartupFault } from '@countersign/kernel';
import { channelDefinitions, channelOf, type ChannelDefinition, type DeliveryChannel } from '../channel';
import { Channels } from '../channels';

export interface Sender {
  readonly definition: ChannelDefinition;
  readonly channel: DeliveryChannel;
}

/** Finds the class behind each channel and picks the one for a message. */
@Injectable()
export class ChannelSenders implements OnModuleInit {
  readonly #senders = new Map<string, DeliveryChannel>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly channels: Channels,
  ) {}

  /** @throws StartupFault when a channel has no class or two. */
  onModuleInit(): void {
    for (const { metatype, instance } of this.discovery.getProviders()) {
      const definition = metatype && channelOf(metatype);
      if (!definition) continue;
      if (this.#senders.has(definition.name)) {
        throw new StartupFault(`Two providers are marked as the channel "${definition.name}": remove one from the worker's modules.`);
      }
      this.#senders.set(definition.name, instance as DeliveryChannel);
    }
    const silent = channelDefinitions().find(({ name }) => !this.#senders.has(name));
    if (!silent) return;
    throw new StartupFault(`Nothing sends over the channel "${silent.name}": mark a provider of the worker with @Channel.`);
  }

  /** The first configured transport for a kind of message; undefined when there is none. */
  pick(kind: string): Sender | undefined {
    const [definition] = this.channels.transportsFor(kind);
    const channel = definition && this.#senders.get(definition.name);
    return channel && { definition, channel };
  }
}
