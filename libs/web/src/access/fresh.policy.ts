import { Injectable } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import type { Principal } from '../decorators/principal';
import { WebSettings } from '../web.settings';

/** Authentication context classes (OIDC Core §2 `acr`): how strong a login was. */
export const acrValues = {
  oneFactor: 'urn:countersign:acr:1fa',
  /** With second factors that are restricted (NIST SP 800-63B-4 §3.2.9): a code by text message or mail. */
  restrictedTwoFactor: 'urn:countersign:acr:2fa-restricted',
  twoFactor: 'urn:countersign:acr:2fa',
} as const;

/** What "fresh" means (RFC 9470): proved within STEP_UP_MAX_AGE_SECONDS, and with a second factor where the account has one. */
@Injectable()
export class FreshPolicy {
  constructor(private readonly settings: WebSettings) {}

  /** @throws problems.step_up_required with the header of RFC 9470 §3, which says what is asked for. */
  check(principal: Principal): void {
    const { key } = principal;
    // A key is never fresh for its own owner; an administrator's may act for another user whom the request names.
    if (key ? key.ownerId !== principal.userId : this.isFresh(principal)) return;
    const maxAge = this.settings.STEP_UP_MAX_AGE_SECONDS;
    const hasTwoFactors = principal.user.twoFactorEnabled;
    // The preferred one first (OIDC Core §3.1.2.1): a step-up that gives any of them is enough.
    const acr = hasTwoFactors ? [acrValues.twoFactor, acrValues.restrictedTwoFactor] : [acrValues.oneFactor];
    const challenge =
      'Bearer error="insufficient_user_authentication", ' +
      `error_description="A more recent or stronger proof is needed", max_age=${maxAge}, acr_values="${acr.join(' ')}"`;
    const methods = hasTwoFactors ? ['code'] : ['password'];
    throw problems.step_up_required({ methods, maxAge, acrValues: acr }, { headers: { 'WWW-Authenticate': challenge } });
  }

  private isFresh({ authAgeSeconds, aal, user }: Principal): boolean {
    if (authAgeSeconds === undefined || authAgeSeconds > this.settings.STEP_UP_MAX_AGE_SECONDS) return false;
    return !user.twoFactorEnabled || aal === 2;
  }
}
