import { IsString, Length, MaxLength } from 'class-validator';
import { IsMailbox } from '@countersign/accounts';
import { Trimmed } from '../trimmed';

export class AddressDto {
  @Trimmed()
  @IsMailbox()
  @MaxLength(254)
  readonly email: string;
}

/** What a link in a mail carries. */
export class LinkDto {
  @IsString()
  @Length(1, 200)
  readonly token: string;
}

export class ResetPasswordDto extends LinkDto {
  /** 8 to 128 characters, not a common one, and not your own name or address. */
  @IsString()
  readonly newPassword: string;
}
