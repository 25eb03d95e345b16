import { IsString, IsUUID, Matches } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** A question to a user, whom an API key names. */
export class AskUserDto {
  /** The method that is asked; default: the user's default method. */
  @MayBeLeftOut()
  @IsUUID()
  readonly methodId?: string;

  /** What it is asked for, in a word of the application's: `login`, `payment`. */
  @MayBeLeftOut()
  @IsString()
  @Matches(/^[A-Za-z0-9._:-]{1,64}$/, { message: 'must be 1 to 64 letters, digits, dots, colons, underscores or dashes' })
  readonly purpose?: string;
}
