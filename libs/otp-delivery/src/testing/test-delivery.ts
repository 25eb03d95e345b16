import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { RuntimeSettings } from '@countersign/config';
import { settingsFor } from '@countersign/config/testing';
import { Sealer } from '@countersign/crypto';
import { testSealer } from '@countersign/crypto/testing';
import { Database } from '@countersign/database';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { Logger } from '@countersign/observability';
import { recordingLogger } from '@countersign/observability/testing';
import { Outbox } from '@countersign/queue';
import { Channels } from '../channels';
import { EmailSettings } from '../email.settings';
import { DevInbox } from '../http/dev-inbox';
import { MessageSeal } from '../message-seal';
import { Message } from '../message.entity';
import { MessageRepository } from '../message.repository';
import { Messages } from '../messages';
import { ChannelSenders } from '../worker/channel-senders';
import { DeliverMessage } from '../worker/deliver-message';
import { InboxChannel } from '../worker/inbox.channel';
import { SmtpChannel } from '../worker/smtp.channel';

export interface TestDelivery extends ConnectedTestDatabase {
  readonly messages: Messages;
  readonly deliver: DeliverMessage;
  readonly inbox: DevInbox;
  readonly repository: MessageRepository;
  readonly lines: readonly Record<string, unknown>[];
}

type Variables = Readonly<Record<string, string>>;

/** The whole of delivery on a database of its own, without Redis and without a worker: the test runs each attempt itself. */
export async function startTestDelivery(variables: Variables = {}): Promise<TestDelivery> {
  const base = await connectTestDatabase([Message]);
  const { logger, lines } = recordingLogger();
  const compiled = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [
      { provide: Database, useValue: base.database },
      { provide: Sealer, useValue: testSealer() },
      { provide: Logger, useValue: logger },
      { provide: Outbox, useValue: new Outbox(base.database, { offer: () => undefined } as never) },
      { provide: RuntimeSettings, useValue: settingsFor(RuntimeSettings, variables) },
      { provide: EmailSettings, useValue: settingsFor(EmailSettings, variables) },
      ...[Messages, Channels, MessageRepository, MessageSeal, DevInbox],
      ...[ChannelSenders, DeliverMessage, SmtpChannel, InboxChannel],
    ],
  }).compile();
  const { close } = await compiled.init().then((module) => ({ close: () => module.close() }));
  const drop = () => close().then(() => base.drop());
  const [messages, deliver] = [compiled.get(Messages), compiled.get(DeliverMessage)];
  const [inbox, repository] = [compiled.get(DevInbox), compiled.get(MessageRepository)];
  return { ...base, messages, deliver, inbox, repository, lines, drop };
}
