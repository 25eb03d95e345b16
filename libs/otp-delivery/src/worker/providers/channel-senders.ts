import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discover, StartupFault } from '@countersign/kernel';
import { channelDefinitions, SENDS, type ChannelDefinition, type DeliveryChannel } from '../../channels/channel';
import { Channels } from '../../channels/channels';
import { Breaker } from './breaker';

/** A provider that is set up. */
export interface Sender {
  readonly definition: ChannelDefinition;
  readonly channel: DeliveryChannel;
  readonly breaker: Breaker;
}

/** Finds the class behind each channel and picks those for a message. */
@Injectable()
export class ChannelSenders implements OnModuleInit {
  readonly #senders = new Map<string, Sender>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly channels: Channels,
  ) {}

  /** @throws StartupFault when a channel has no class or two. */
  onModuleInit(): void {
    for (const { plugin: channel, mark: definition } of discover<DeliveryChannel, ChannelDefinition>(this.discovery, SENDS)) {
      if (this.#senders.has(definition.name)) {
        throw new StartupFault(`Two providers are marked as the channel "${definition.name}": remove one from the worker's modules.`);
      }
      this.#senders.set(definition.name, { definition, channel, breaker: new Breaker() });
    }
    const silent = channelDefinitions().find(({ name }) => !this.#senders.has(name));
    if (!silent) return;
    throw new StartupFault(`Nothing sends over the channel "${silent.name}": mark a provider of the worker with @Channel.`);
  }

  /** The configured transports for a kind of message, in the order of trying. */
  pick(kind: string): Sender[] {
    return this.channels.transportsFor(kind).map(({ name }) => this.#senders.get(name)!);
  }

  /** Every one that messages may go to with the present settings. */
  inUse(): Sender[] {
    return this.channels.kinds().flatMap((kind) => this.pick(kind)).filter(({ definition }) => definition.channel !== '*');
  }
}
