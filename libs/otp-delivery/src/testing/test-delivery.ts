import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { getRepositoryToken } from '@nestjs/typeorm';
import type { Type } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { settingsFor } from '@countersign/config/testing';
import { Sealer } from '@countersign/crypto';
import { testSealer } from '@countersign/crypto/testing';
import { Database } from '@countersign/database';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { Logger } from '@countersign/observability';
import { recordingLogger } from '@countersign/observability/testing';
import { Outbox } from '@countersign/queue';
import { WebSettings } from '@countersign/web';
import { Channels } from '../channels/channels';
import { DevInbox } from '../http/inbox/dev-inbox';
import { MessageOutcomes } from '../messages/message-outcomes';
import { MessageSeal } from '../messages/message-seal';
import { Message } from '../messages/message.entity';
import { MessageRepository } from '../messages/message.repository';
import { Messages } from '../messages/messages';
import { ProviderDay } from '../messages/provider-day.entity';
import { DeliverySettings } from '../settings/delivery.settings';
import { EmailSettings } from '../settings/email.settings';
import { TwilioSettings } from '../settings/twilio.settings';
import { Attempts } from '../worker/attempts';
import { DeliverMessage } from '../worker/deliver-message';
import { ChannelSenders } from '../worker/providers/channel-senders';
import { DailyBudget } from '../worker/providers/daily-budget';
import { Dispatch } from '../worker/providers/dispatch';
import { InboxChannel } from '../worker/providers/inbox.channel';
import { ReceiptListeners } from '../worker/receipts/receipt-listeners';
import { ReceiptProcessor } from '../worker/receipts/receipt.processor';
import { SmtpChannel, SmtpFallbackChannel } from '../worker/smtp/smtp.channel';
import { TwilioChannel, TwilioFallbackChannel } from '../worker/twilio/twilio.channel';

export interface TestDelivery extends ConnectedTestDatabase {
  readonly messages: Messages;
  readonly deliver: DeliverMessage;
  readonly inbox: DevInbox;
  readonly repository: MessageRepository;
  readonly attempts: Attempts;
  readonly outcomes: MessageOutcomes;
  readonly receipts: ReceiptProcessor;
  readonly lines: readonly Record<string, unknown>[];
}

type Variables = Readonly<Record<string, string>>;

/** Everything that sends, without what runs by itself. */
export const testChannels = [SmtpChannel, SmtpFallbackChannel, TwilioChannel, TwilioFallbackChannel, InboxChannel];

export function testDeliverySettings(variables: Variables) {
  const classes: Type<object>[] = [RuntimeSettings, DeliverySettings, EmailSettings, TwilioSettings, WebSettings];
  return classes.map((type) => ({ provide: type, useValue: settingsFor(type, variables) }));
}

/**
 * The whole of delivery on a database of its own, without Redis and without a worker: the test runs each attempt itself.
 *
 * @param more providers beside ours: channels and listeners of a stranger's.
 */
export async function startTestDelivery(variables: Variables = {}, more: readonly Type[] = []): Promise<TestDelivery> {
  const base = await connectTestDatabase([Message, ProviderDay]);
  const { logger, lines } = recordingLogger();
  const compiled = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [
      { provide: Database, useValue: base.database },
      { provide: Sealer, useValue: testSealer() },
      { provide: Logger, useValue: logger },
      { provide: Outbox, useValue: new Outbox(base.database, { offer: () => undefined } as never) },
      { provide: getRepositoryToken(Message), useValue: base.dataSource.getRepository(Message) },
      ...testDeliverySettings(variables),
      ...[Messages, Channels, MessageRepository, MessageOutcomes, MessageSeal, DevInbox],
      ...[Attempts, ChannelSenders, DailyBudget, DeliverMessage, Dispatch, ReceiptListeners, ReceiptProcessor, ...testChannels],
      ...more,
    ],
  }).compile();
  const { close } = await compiled.init().then((module) => ({ close: () => module.close() }));
  const drop = () => close().then(() => base.drop());
  const [messages, deliver] = [compiled.get(Messages), compiled.get(DeliverMessage)];
  const [inbox, repository, attempts] = [compiled.get(DevInbox), compiled.get(MessageRepository), compiled.get(Attempts)];
  const [outcomes, receipts] = [compiled.get(MessageOutcomes), compiled.get(ReceiptProcessor)];
  return { ...base, messages, deliver, inbox, repository, attempts, outcomes, receipts, lines, drop };
}
