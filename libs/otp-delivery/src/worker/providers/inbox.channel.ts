import { inbox } from '../../channels/built-in.channels';
import { Channel, type DeliveryChannel, type OutgoingMessage, type Receipt } from '../../channels/channel';
import { ChannelFailure } from '../../channels/channel-failure';

/** The development inbox: a message that it took stays readable in its row, where `/dev/inbox` shows it. */
@Channel(inbox)
export class InboxChannel implements DeliveryChannel {
  async send({ id, signal }: OutgoingMessage): Promise<Receipt> {
    if (signal.aborted) throw new ChannelFailure('inbox EABORT', { isPermanent: false });
    return { providerMessageId: id };
  }
}
