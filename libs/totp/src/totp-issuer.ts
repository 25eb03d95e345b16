import { Injectable } from '@nestjs/common';
import { BrandSettings } from '@countersign/otp-delivery';
import { TotpSettings } from './totp.settings';

/** Under which name authenticator apps list our accounts. */
@Injectable()
export class TotpIssuer {
  readonly name: string;

  constructor(settings: TotpSettings, brand: BrandSettings) {
    // The Key URI format parts issuer and account at the first colon.
    this.name = (settings.TOTP_ISSUER ?? brand.APP_NAME).replaceAll(':', ' ');
  }
}
