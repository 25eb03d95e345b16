import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { inbox } from './built-in.channels';
import { channelDefinitions, type ChannelDefinition } from './channel';

/** Which kinds of message can be sent with the present settings. Answers in the api as in the worker. */
@Injectable()
export class Channels {
  constructor(private readonly modules: ModuleRef) {}

  /** Whether a message of this kind (`email`, `sms` …) would find a transport, the development inbox included. */
  isAvailable(channel: string): boolean {
    return this.transportsFor(channel).length > 0;
  }

  /** The configured transports for a kind, in the order of trying: real ones by name, then the one for any kind. */
  transportsFor(channel: string): ChannelDefinition[] {
    const configured = channelDefinitions().filter((one) => this.isConfigured(one));
    const real = configured.filter((one) => one.channel === channel);
    return real.length > 0 ? real : configured.filter((one) => one.channel === '*');
  }

  /** The kinds that have a transport but no settings for any, each with the settings that would turn it on. */
  withoutTransport(): { channel: string; settings: string }[] {
    const real = channelDefinitions().filter((one) => one.channel !== '*');
    const kinds = [...new Set(real.map((one) => one.channel))];
    const off = kinds.filter((kind) => !real.some((one) => one.channel === kind && this.isConfigured(one)));
    return off.map((channel) => {
      const settings = real.filter((one) => one.channel === channel).map((one) => one.settings);
      return { channel, settings: settings.join(', or ') };
    });
  }

  /** Whether the development inbox is there: in development, where a kind of message has no real transport. */
  get hasInbox(): boolean {
    return this.isConfigured(inbox) && this.withoutTransport().length > 0;
  }

  private isConfigured(definition: ChannelDefinition): boolean {
    return definition.isConfigured((type) => this.modules.get(type, { strict: false }));
  }
}
