import { Body, Controller, Post } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { Answer, CanFail, Does, Public, RequestOrigin, success } from '@countersign/web';
import { ResendCode } from '../resend-code';
import { ResentCodeAnswer } from './answers';
import { ResendDto } from './resend.dto';

/** Another code for a log-in, by two names. */
@Controller('2fa')
export class ResendController {
  constructor(private readonly resendCode: ResendCode) {}

  @Post(['resend', 'send-code'])
  @Does('Sends a code for a log-in that waits for its second factor.')
  @Public()
  @Answer(200, ResentCodeAnswer, 'A code is on its way; older ones are good no more.')
  @CanFail('validation_failed', 'invalid_temp_token', 'not_found', 'too_many_requests')
  async resend(@Body() { tempToken, method: type, methodId }: ResendDto, @RequestOrigin() origin: Origin) {
    return success(await this.resendCode.resend({ tempToken, type, methodId }, origin), 'A code is on its way.');
  }
}
