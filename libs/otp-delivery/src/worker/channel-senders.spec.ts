import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { Type } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { settingsFor } from '@countersign/config/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { Channel, defineChannel } from '../channel';
import { Channels } from '../channels';
import { EmailSettings } from '../email.settings';
import { ChannelSenders } from './channel-senders';
import { DeliveryAnnouncement } from './delivery-announcement';
import { InboxChannel } from './inbox.channel';
import { SmtpChannel } from './smtp.channel';

/** A stranger's channel: one definition and one class, no line of ours. */
const pigeon = defineChannel({ name: 'pigeon', channel: 'pigeon', settings: 'PIGEON_LOFT', isConfigured: () => true });

@Channel(pigeon)
class PigeonChannel {
  send = async () => ({ providerMessageId: null });
}
@Channel(pigeon)
class OtherPigeon extends PigeonChannel {}

const mail = { EMAIL_HOST: '127.0.0.1', EMAIL_FROM: 'a@example.com' };

async function start(variables: Record<string, string>, strangers: Type[] = [PigeonChannel]) {
  const compiled = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [
      { provide: RuntimeSettings, useValue: settingsFor(RuntimeSettings, variables) },
      { provide: EmailSettings, useValue: settingsFor(EmailSettings, variables) },
      ...[Channels, ChannelSenders, SmtpChannel, InboxChannel, ...strangers],
    ],
  }).compile();
  return compiled.init();
}

describe('the channels of a worker', () => {
  it.each([
    ['development without a mail server', { NODE_ENV: 'development' }, ['inbox', 'pigeon', 'inbox']],
    ['development with one', { NODE_ENV: 'development', ...mail }, ['smtp', 'pigeon', 'inbox']],
    ['production with one', { NODE_ENV: 'production', ...mail }, ['smtp', 'pigeon', undefined]],
    ['production without', { NODE_ENV: 'production' }, [undefined, 'pigeon', undefined]],
  ])('in %s', async (_case, variables, names) => {
    const module = await start(variables);
    const [senders, channels] = [module.get(ChannelSenders), module.get(Channels)];
    const kinds = ['email', 'pigeon', 'sms'];
    expect(kinds.map((kind) => senders.pick(kind)?.definition.name)).toEqual(names);
    expect(kinds.map((kind) => channels.isAvailable(kind))).toEqual(names.map(Boolean));
    await module.close();
  });

  it.each([
    ['without a class', [], 'Nothing sends over the channel "pigeon"'],
    ['with two', [PigeonChannel, OtherPigeon], 'Two providers are marked as the channel "pigeon"'],
  ])('do not start with a channel %s', async (_case, strangers, words) => {
    await expect(start({}, strangers)).rejects.toThrow(words);
  });

  it.each([
    ['production', { NODE_ENV: 'production' }, ['warn', expect.stringContaining('are off and recorded as not sent. To turn them on, set EMAIL_HOST')]],
    ['development', { NODE_ENV: 'development' }, ['info', expect.stringContaining('go to the development inbox')]],
  ])('say once in %s what is off', async (_case, variables, line) => {
    const module = await start(variables);
    const { logger, lines } = recordingLogger();
    new DeliveryAnnouncement(module.get(Channels), module.get(RuntimeSettings), logger).onApplicationBootstrap();
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([line]);
    await module.close();
  });
});
