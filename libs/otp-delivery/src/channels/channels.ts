import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { StartupFault } from '@countersign/kernel';
import { DeliverySettings } from '../settings/delivery.settings';
import { inbox } from './built-in.channels';
import { channelDefinitions, type ChannelDefinition, type DailyLimit } from './channel';

/** One provider and one to fall back on. */
const MOST_PROVIDERS = 2;

/** Which kinds of message can be sent with the present settings. Answers in the api as in the worker. */
@Injectable()
export class Channels implements OnModuleInit {
  constructor(private readonly modules: ModuleRef) {}

  /** @throws StartupFault when DELIVERY_ORDER names what nobody declares, or the inbox outside development. */
  onModuleInit(): void {
    if (this.order.includes(inbox.name) && !this.isConfigured(inbox)) {
      throw new StartupFault(`DELIVERY_ORDER names ${inbox.name}, which shows codes and links in clear and is there with ${inbox.settings} only: take it out.`);
    }
    const known = channelDefinitions().map(({ name }) => name);
    const unknown = this.order.filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    throw new StartupFault(`DELIVERY_ORDER names ${unknown.join(', ')}, which is no provider: use some of ${known.join(', ')}.`);
  }

  /** Whether a message of this kind (`email`, `sms` …) would find a transport, the development inbox included. */
  isAvailable(channel: string): boolean {
    return this.transportsFor(channel).length > 0;
  }

  /** The configured transports for a kind in the order of trying, two at most; without a real one, the one for any kind. */
  transportsFor(channel: string): ChannelDefinition[] {
    const configured = channelDefinitions().filter((one) => this.isConfigured(one));
    const real = configured.filter((one) => one.channel === channel).sort((a, b) => this.placeOf(a) - this.placeOf(b));
    return real.length > 0 ? real.slice(0, MOST_PROVIDERS) : configured.filter((one) => one.channel === '*');
  }

  /** The kinds that have a transport but no settings for any, each with the settings that would turn it on. */
  withoutTransport(): { channel: string; settings: string }[] {
    const off = this.kinds().filter((kind) => !this.ofKind(kind).some((one) => this.isConfigured(one)));
    return off.map((channel) => {
      const settings = this.ofKind(channel).filter(({ isFallback }) => !isFallback).map((one) => one.settings);
      return { channel, settings: settings.join(', or ') };
    });
  }

  /** Every kind that some provider could carry. */
  kinds(): string[] {
    return [...new Set(channelDefinitions().map(({ channel }) => channel))].filter((kind) => kind !== '*');
  }

  dailyLimitOf({ dailyLimit }: ChannelDefinition): DailyLimit | null {
    return dailyLimit?.((type) => this.modules.get(type, { strict: false })) ?? null;
  }

  /** Whether the development inbox is there: in development, where a kind of message has no real transport. */
  get hasInbox(): boolean {
    return this.isConfigured(inbox) && this.withoutTransport().length > 0;
  }

  private get order(): readonly string[] {
    return this.modules.get(DeliverySettings, { strict: false }).DELIVERY_ORDER;
  }

  /** By DELIVERY_ORDER; what it does not name comes after it, by name (as the catalogue is), fallbacks last. */
  private placeOf({ name, isFallback }: ChannelDefinition): number {
    const place = this.order.indexOf(name);
    if (place >= 0) return place;
    return this.order.length + (isFallback ? 1 : 0);
  }

  private ofKind(kind: string): ChannelDefinition[] {
    return channelDefinitions().filter(({ channel }) => channel === kind);
  }

  private isConfigured(definition: ChannelDefinition): boolean {
    return definition.isConfigured((type) => this.modules.get(type, { strict: false }));
  }
}
