import { IsString, Matches } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** What we read of Twilio's report; its other members are many, and let pass unread. */
export class TwilioStatusDto {
  @Matches(/^[A-Za-z]{2}[0-9a-fA-F]{32}$/, { message: 'must be the sid of a message' })
  readonly MessageSid: string;

  @Matches(/^[a-z_-]{1,30}$/, { message: 'must be the status of a message' })
  readonly MessageStatus: string;

  @Matches(/^AC[0-9a-fA-F]{32}$/, { message: 'must be the sid of an account' })
  readonly AccountSid: string;

  /** Why it failed, as one of Twilio's numbers. */
  @MayBeLeftOut()
  @IsString()
  @Matches(/^\d{0,6}$/, { message: 'must be a number' })
  readonly ErrorCode?: string;
}
