import { Body, Controller, Post } from '@nestjs/common';
import type { Origin } from '@countersign/kernel';
import { AddressLimit, Answer, CanFail, CurrentPrincipal, Does, Public, RequestOrigin, RequireFresh, success } from '@countersign/web';
import type { Principal } from '@countersign/web';
import { ChangeEmail } from '../../links/change-email';
import { ConfirmEmail } from '../../links/confirm-email';
import { LinkMails } from '../../links/link-mails';
import { MailLinks } from '../../links/mail-links';
import { ResetPassword } from '../../links/reset-password';
import { VerifyEmail } from '../../links/verify-email';
import { AddressDto, LinkDto, ResetPasswordDto } from './links.dto';

/** What goes by mail: a forgotten password, the verification of an address, another address. Six collaborators: a flow each. */
@Controller('auth')
export class LinksController {
  constructor(
    private readonly links: MailLinks,
    private readonly mails: LinkMails,
    private readonly resetPassword: ResetPassword,
    private readonly verifyEmail: VerifyEmail,
    private readonly changeEmail: ChangeEmail,
    private readonly confirmEmail: ConfirmEmail,
  ) {}

  @Post('forgot-password')
  @Does('Sends a link that resets the password, if the address has an account.')
  @Public()
  @AddressLimit('mail-links', 'MAIL_LINK_ADDRESS_RATE_LIMIT_MAX')
  @Answer(202, null, 'The same for every address.')
  @CanFail('validation_failed', 'channel_unavailable')
  async forgot(@Body() { email: address }: AddressDto) {
    this.links.mustBeOn();
    await this.mails.askQuietly({ kind: 'reset', user: null, address });
    return success(undefined, 'If the address has an account, a mail with a link is on its way.');
  }

  @Post('reset-password')
  @Does('Sets a new password by the link of a mail. Nobody is signed in, and no second factor is passed or removed.')
  @Public()
  @Answer(200, null, 'The password is changed; all sessions and trusted devices have ended.')
  @CanFail('validation_failed', 'invalid_link', 'service_unavailable')
  async reset(@Body() { token, newPassword }: ResetPasswordDto, @RequestOrigin() origin: Origin) {
    await this.resetPassword.reset(token, newPassword, origin);
    return success(undefined, 'The password is changed. Log in with it.');
  }

  @Post('verify-email')
  @Does('Verifies the e-mail address by the link of a mail.')
  @Public()
  @Answer(200, null, 'The address is verified.')
  @CanFail('validation_failed', 'invalid_link', 'channel_unavailable')
  async verify(@Body() { token }: LinkDto, @RequestOrigin() origin: Origin) {
    await this.verifyEmail.verify(token, origin);
    return success(undefined, 'The address is verified.');
  }

  @Post('resend-verification')
  @Does('Sends the link that verifies the e-mail address again.')
  @Answer(202, null, 'A mail is on its way, unless the address is verified already.')
  @CanFail('channel_unavailable', 'too_many_requests')
  async resend(@CurrentPrincipal() { user }: Principal) {
    this.links.mustBeOn();
    await this.verifyEmail.ask(user);
    return success(undefined, user.emailVerified ? 'The address is verified already.' : 'A mail with a link is on its way.');
  }

  @Post('change-email')
  @Does('Sends a link to a new e-mail address, and tells the old one.')
  @RequireFresh()
  @Answer(202, null, 'A mail is on its way; the address changes when its link is opened.')
  @CanFail('validation_failed', 'channel_unavailable', 'too_many_requests')
  async change(@Body() { email }: AddressDto, @CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    this.links.mustBeOn();
    await this.changeEmail.ask(principal, email, origin);
    return success(undefined, 'A mail with a link is on its way. The address changes when the link is opened.');
  }

  @Post('confirm-email')
  @Does('Makes the new e-mail address the account’s, by the link of a mail.')
  @Public()
  @Answer(200, null, 'The address is changed and verified; the old one has been told.')
  @CanFail('validation_failed', 'invalid_link', 'email_taken')
  async confirm(@Body() { token }: LinkDto, @RequestOrigin() origin: Origin) {
    await this.confirmEmail.confirm(token, origin);
    return success(undefined, 'The address is changed.');
  }
}
