import { Body, Controller, Param, ParseUUIDPipe, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import { Accepts, AcceptsForm, Answer, CanFail, Does, Public, Unlimited } from '@countersign/web';
import { twilio, twilioFallback } from '../../channels/built-in.channels';
import { TWILIO_STATUS_PATH } from '../../channels/twilio-status-url';
import { isLost, verdictOf } from '../../channels/twilio-verdict';
import { MessageOutcomes } from '../../messages/message-outcomes';
import { TwilioSettings } from '../../settings/twilio.settings';
import { ProviderOutcomeInterceptor, type ProviderOutcome } from './provider-outcome.interceptor';
import { ProviderSignatureGuard } from './provider-signature.guard';
import { TwilioStatusDto } from './twilio-status.dto';
import { TwilioStatusBody } from './twilio-status.pipe';
import type { TwilioStatus } from './twilio-status.pipe';

const MessageId = new ParseUUIDPipe({ exceptionFactory: () => problems.not_found() });

const ARRIVED = new Set(['delivered', 'read']);

/** Takes Twilio's reports of what became of a message. */
@Controller(TWILIO_STATUS_PATH)
@Public()
@Unlimited()
@UseGuards(ProviderSignatureGuard)
@UseInterceptors(ProviderOutcomeInterceptor)
export class TwilioStatusController {
  constructor(
    private readonly outcomes: MessageOutcomes,
    private readonly settings: TwilioSettings,
  ) {}

  @Post(':messageId')
  @Does('Takes note of what became of a text message.')
  @AcceptsForm()
  @Accepts([TwilioStatusDto])
  @Answer(200, null, 'Noted. For Twilio alone: the request must bear its signature.')
  @CanFail('validation_failed', 'forbidden', 'not_found')
  async report(@Param('messageId', MessageId) id: string, @Body(TwilioStatusBody) body: TwilioStatus): Promise<ProviderOutcome> {
    const { MessageSid: providerMessageId, MessageStatus: status, AccountSid, ErrorCode } = body;
    const provider = AccountSid === this.settings.account?.accountSid ? twilio.name : twilioFallback.name;
    return { provider, status, isNews: await this.note({ id, provider, providerMessageId }, status, ErrorCode) };
  }

  private note(reported: Parameters<MessageOutcomes['reportTaken']>[0], status: string, error = ''): Promise<boolean> {
    if (ARRIVED.has(status)) return this.outcomes.reportDelivered(reported);
    if (!isLost(status)) return this.outcomes.reportTaken(reported);
    const { isUndeliverable } = verdictOf(error === '' ? null : Number(error));
    return this.outcomes.reportFailed(reported, { reason: `twilio ${status} ${error}`.trim(), isUndeliverable });
  }
}
