import { IsString, IsUUID, Length, Matches } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** Where to send another code; without a choice, where the last one went, else the default method that takes codes. */
export class ResendDto {
  @IsString()
  @Length(1, 200)
  readonly tempToken: string;

  /** The kind of method, e.g. `sms` or `email`. */
  @MayBeLeftOut()
  @IsString()
  @Matches(/^[a-z][a-z0-9-]{0,31}$/, { message: 'must be the kind of a method, such as email' })
  readonly method?: string;

  @MayBeLeftOut()
  @IsUUID()
  readonly methodId?: string;
}
