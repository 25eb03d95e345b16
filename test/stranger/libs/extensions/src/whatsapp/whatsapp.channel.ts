import { Injectable } from '@nestjs/common';
import { Channel, ChannelFailure, type DeliveryChannel, type OutgoingMessage, type Receipt } from '@countersign/otp-delivery';
import { Outbound, OutboundFailure, type OutboundAnswer } from '@countersign/outbound';
import { whatsapp } from './whatsapp.definition';
import { WhatsAppSettings } from './whatsapp.settings';

/** The operator names the messenger, so that it may stand anywhere. */
const RULES = { mayUseHttp: true, privateNetworks: 'all', ports: 'any' } as const;
/** What the messenger answers where nobody has the number. */
const NOBODY = 404;

@Injectable()
@Channel(whatsapp)
export class WhatsAppChannel implements DeliveryChannel {
  /** Milliseconds. */
  protected readonly timeLimit: number = 5_000;

  constructor(
    private readonly outbound: Outbound,
    private readonly settings: WhatsAppSettings,
  ) {}

  async send(message: OutgoingMessage): Promise<Receipt> {
    const { status, headers, body } = await this.ask(message);
    if (status === 201) return { providerMessageId: (JSON.parse(body.toString('utf8')) as { id: string }).id };
    const isPermanent = status === NOBODY;
    const retryAfterSeconds = Number(headers['retry-after']) || undefined;
    // Words and codes of ours: the messenger's own may hold the number.
    throw new ChannelFailure(`whatsapp ${status}`, { isPermanent, isUndeliverable: isPermanent, retryAfterSeconds });
  }

  private async ask({ id, to, text, signal }: OutgoingMessage): Promise<OutboundAnswer> {
    const { WHATSAPP_URL: url, WHATSAPP_TOKEN: token } = this.settings;
    // The same key for each attempt: the messenger delivers one of them.
    const headers = { authorization: `Bearer ${token?.reveal()}`, 'content-type': 'application/json', 'idempotency-key': id };
    try {
      return await this.outbound.send({ url: url ?? '', rules: RULES, headers, body: JSON.stringify({ to, text }), timeLimitMs: this.timeLimit, signal });
    } catch (error) {
      throw new ChannelFailure(`whatsapp ${error instanceof OutboundFailure ? error.kind : 'broken off'}`, { isPermanent: false });
    }
  }
}
