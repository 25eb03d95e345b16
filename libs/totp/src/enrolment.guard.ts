import { Injectable, type CanActivate } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import { TotpSettings } from './totp.settings';

/** Closes the enrolment of new authenticator apps where the operator says so. Those enrolled go on. */
@Injectable()
export class TotpEnrolmentGuard implements CanActivate {
  constructor(private readonly settings: TotpSettings) {}

  /** @throws forbidden */
  canActivate(): boolean {
    if (this.settings.TOTP_ENROLMENT_ENABLED) return true;
    const detail = 'New authenticator apps are not enrolled here at the moment. Choose another second factor.';
    throw problems.forbidden({}, { detail, reason: 'TOTP_ENROLMENT_ENABLED is false' });
  }
}
