import { Body, Controller, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { ChallengeExchange } from '@countersign/auth/http';
import { TokenDeliveryInterceptor } from '@countersign/sessions';
import { Answer, CanFail, Does, invalid, Public } from '@countersign/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BackupCodeFactor } from '../backup-code.factor';
import { SignedInByBackupCodeAnswer } from './answers';
import { VerifyBackupCodeDto } from './verify-backup-code.dto';

/** Answers the question of a log-in with a backup code. It never trusts a device. */
@Controller('2fa')
@UseInterceptors(TokenDeliveryInterceptor)
export class VerifyBackupCodeController {
  constructor(
    private readonly exchange: ChallengeExchange,
    private readonly factor: BackupCodeFactor,
  ) {}

  @Post('verify-backup-code')
  @Does('Answers the question of a log-in with a backup code.')
  @Public()
  @Answer(200, SignedInByBackupCodeAnswer, 'Signed in; the code is used.')
  @CanFail('validation_failed', 'invalid_code', 'code_already_used', 'invalid_temp_token', 'too_many_requests', 'service_unavailable')
  async verify(@Body() body: VerifyBackupCodeDto, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { tempToken, code = body.backupCode, backupCode = code } = body;
    if (code !== backupCode) throw invalid([{ pointer: '/backupCode', detail: 'is another code than code: send one of them' }]);
    const choice = { recovery: this.factor.type, proof: { code } };
    return this.exchange.answer(request, reply, { tempToken, choice, body });
  }
}
