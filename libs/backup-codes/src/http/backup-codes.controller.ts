import { Controller, Get, Post } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import {
  Answer,
  CanFail,
  CurrentPrincipal,
  Does,
  OnBehalf,
  RequestOrigin,
  RequireFresh,
  RequireScope,
  success,
  type Principal,
} from '@countersign/web';
import { CodeSetRepository } from '../codes/code-set.repository';
import { CODES_IN_A_SET } from '../new-codes';
import { RegenerateCodes } from '../regenerate-codes';
import { BackupCodeCountAnswer, BackupCodesAnswer } from './answers';

/** How many codes a user has left, and new ones. */
@Controller('2fa/backup-codes')
@OnBehalf()
export class BackupCodesController {
  constructor(
    private readonly sets: CodeSetRepository,
    private readonly regenerateCodes: RegenerateCodes,
  ) {}

  @Get('count')
  @RequireScope('2fa:read')
  @Does('Counts the backup codes that are left.')
  @Answer(200, BackupCodeCountAnswer, 'How many backup codes are left.')
  async count(@CurrentPrincipal() { userId }: Principal) {
    const left = await this.sets.countLeft(userId);
    const remaining = left ?? 0;
    return success({ count: remaining, remaining, total: left === null ? 0 : CODES_IN_A_SET });
  }

  @Post('generate')
  @RequireScope('2fa:write')
  @Does('Makes new backup codes, which end the old ones.')
  @RequireFresh()
  @Answer(200, BackupCodesAnswer, 'Ten new backup codes, shown once; the old ones count no more.')
  @CanFail('step_up_required', 'two_factor_off', 'service_unavailable')
  async generate(@CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    const backupCodes = await this.regenerateCodes.regenerate(principal, origin);
    return success({ backupCodes }, 'Keep these codes in a safe place: they are not shown again. The old ones count no more.');
  }
}
