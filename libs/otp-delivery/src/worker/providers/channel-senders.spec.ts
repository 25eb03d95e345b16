import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { Type } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { settingsFor } from '@countersign/config/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { WebSettings } from '@countersign/web';
import { Channel, defineChannel } from '../../channels/channel';
import { Channels } from '../../channels/channels';
import { ChannelSenders } from './channel-senders';
import { DeliveryAnnouncement } from './delivery-announcement';
import { testChannels, testDeliverySettings } from '../../testing/test-delivery';
import { testTwilio } from '../../testing/twilio-server';

/** A stranger's channel: one definition and one class, no line of ours. */
const pigeon = defineChannel({ name: 'pigeon', channel: 'pigeon', settings: 'PIGEON_LOFT', isConfigured: () => true });

@Channel(pigeon)
class PigeonChannel {
  send = async () => ({ providerMessageId: null });
}
@Channel(pigeon)
class OtherPigeon extends PigeonChannel {}

const mail = { EMAIL_HOST: '127.0.0.1', EMAIL_FROM: 'a@example.com' };
const second = { EMAIL_FALLBACK_URL: 'smtp://127.0.0.1:2' };

async function start(variables: Record<string, string>, strangers: Type[] = [PigeonChannel]) {
  const compiled = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [
      ...testDeliverySettings(variables),
      ...[Channels, ChannelSenders, ...testChannels, ...strangers],
    ],
  }).compile();
  return compiled.init();
}

describe('the channels of a worker', () => {
  it.each([
    ['development without a mail server', { NODE_ENV: 'development' }, ['inbox', 'pigeon', 'inbox']],
    ['development with one', { NODE_ENV: 'development', ...mail }, ['smtp', 'pigeon', 'inbox']],
    ['production with one', { NODE_ENV: 'production', ...mail }, ['smtp', 'pigeon', '']],
    ['production with a second one', { NODE_ENV: 'production', ...mail, ...second }, ['smtp smtp-fallback', 'pigeon', '']],
    ['another order', { NODE_ENV: 'production', ...mail, ...second, DELIVERY_ORDER: 'smtp-fallback' }, ['smtp-fallback smtp', 'pigeon', '']],
    ['production without', { NODE_ENV: 'production' }, ['', 'pigeon', '']],
  ])('in %s', async (_case, variables, names) => {
    const module = await start(variables);
    const [senders, channels] = [module.get(ChannelSenders), module.get(Channels)];
    const kinds = ['email', 'pigeon', 'sms'];
    expect(kinds.map((kind) => senders.pick(kind).map(({ definition }) => definition.name).join(' '))).toEqual(names);
    expect(kinds.map((kind) => channels.isAvailable(kind))).toEqual(names.map(Boolean));
    await module.close();
  });

  it.each([
    ['without a class', [], 'Nothing sends over the channel "pigeon"'],
    ['with two', [PigeonChannel, OtherPigeon], 'Two providers are marked as the channel "pigeon"'],
  ])('do not start with a channel %s', async (_case, strangers, words) => {
    await expect(start({}, strangers)).rejects.toThrow(words);
  });

  it('do not start with an order of providers that nobody declares', async () => {
    await expect(start({ DELIVERY_ORDER: 'smtp,owl' })).rejects.toThrow('DELIVERY_ORDER names owl, which is no provider');
  });

  it('do not start with the development inbox outside development, and never use it there', async () => {
    await expect(start({ NODE_ENV: 'production', ...mail, DELIVERY_ORDER: 'smtp,inbox' })).rejects.toThrow('DELIVERY_ORDER names inbox, which shows codes');
    await expect(start({ NODE_ENV: 'test', DELIVERY_ORDER: 'inbox' })).rejects.toThrow('NODE_ENV=development only: take it out');
    const module = await start({ NODE_ENV: 'development', ...mail, DELIVERY_ORDER: 'inbox' });
    expect(module.get(ChannelSenders).pick('email').map(({ definition }) => definition.name)).toEqual(['smtp']);
    await module.close();
  });

  it.each([
    ['production', { NODE_ENV: 'production' }, 'warn', 'are off and recorded as not sent. To turn them on, set'],
    ['development', { NODE_ENV: 'development' }, 'info', 'go to the development inbox. For a real transport set'],
  ])('say once in %s what is off', async (_case, variables, level, words) => {
    const module = await start(variables);
    const { logger, lines } = recordingLogger();
    new DeliveryAnnouncement(module.get(Channels), module.get(RuntimeSettings), settingsFor(WebSettings), logger).onApplicationBootstrap();
    expect(lines).toEqual([
      expect.objectContaining({ level, channel: 'email', msg: expect.stringContaining(`${words} EMAIL_HOST (or`) }),
      expect.objectContaining({ level, channel: 'sms', msg: expect.stringContaining(`${words} TWILIO_ACCOUNT_SID, `) }),
    ]);
    await module.close();
  });

  it.each([
    ['nothing of reports that can come', { PUBLIC_URL: 'https://auth.example.com' }, []],
    ['that Twilio cannot report', {}, [expect.objectContaining({ level: 'warn', msg: expect.stringContaining('go out twice. Set PUBLIC_URL.') })]],
  ])('say %s', async (_case, web, told) => {
    const module = await start({ ...mail, TWILIO_ACCOUNT_SID: testTwilio.accountSid, TWILIO_AUTH_TOKEN: testTwilio.authToken, TWILIO_PHONE_NUMBER: '+15550006' });
    const { logger, lines } = recordingLogger();
    new DeliveryAnnouncement(module.get(Channels), module.get(RuntimeSettings), settingsFor(WebSettings, web), logger).onApplicationBootstrap();
    expect(lines).toEqual(told);
    await module.close();
  });
});
