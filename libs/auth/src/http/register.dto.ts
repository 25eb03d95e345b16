import { IsString, Matches, MaxLength } from 'class-validator';
import { IsMailbox, USERNAME_FORM, USERNAME_PATTERN } from '@countersign/accounts';
import { Trimmed } from './trimmed';

export class RegisterDto {
  @Trimmed()
  @IsMailbox()
  @MaxLength(254)
  readonly email: string;

  @Trimmed()
  @Matches(USERNAME_PATTERN, { message: `must be ${USERNAME_FORM}` })
  readonly username: string;

  /** 8 to 128 characters, not a common one, and not your own name or address. */
  @IsString({ message: 'must be a text' })
  readonly password: string;
}
