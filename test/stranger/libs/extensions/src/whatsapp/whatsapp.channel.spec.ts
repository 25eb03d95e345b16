import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { settingsFor } from '@countersign/config/testing';
import { describeChannelContract } from '@countersign/otp-delivery/testing';
import { Outbound, OutboundModule, OutboundSettings } from '@countersign/outbound';
import { startMessenger } from './messenger';
import { WhatsAppChannel } from './whatsapp.channel';
import { WhatsAppSettings } from './whatsapp.settings';

@Global()
@Module({ providers: [{ provide: OutboundSettings, useValue: settingsFor(OutboundSettings) }], exports: [OutboundSettings] })
class SettingsModule {}

class ImpatientChannel extends WhatsAppChannel {
  protected override readonly timeLimit: number = 500;
}

describeChannelContract('whatsapp', async () => {
  const [messenger, compiled] = await Promise.all([
    startMessenger(),
    Test.createTestingModule({ imports: [SettingsModule, OutboundModule] }).compile(),
  ]);
  const settings = settingsFor(WhatsAppSettings, { WHATSAPP_URL: messenger.url, WHATSAPP_TOKEN: 'token of nobody' });
  return {
    channel: new ImpatientChannel(compiled.get(Outbound), settings),
    destination: (index) => `+1555010${index}`,
    provider: messenger.tell,
    taken: () => messenger.taken,
    limitMilliseconds: 2_000,
    close: messenger.close,
  };
});
