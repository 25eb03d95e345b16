import { IsString, Length, ValidateIf } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';
import { Trimmed } from './trimmed';

/** One of the three names says who; `emailOrUsername` takes either kind. */
export class LogInDto {
  @Trimmed()
  @ValidateIf(({ email, username, emailOrUsername }: LogInDto) => emailOrUsername !== undefined || (email ?? username) === undefined)
  @IsString({ message: 'must be a text; send emailOrUsername, email or username' })
  @Length(1, 254)
  readonly emailOrUsername?: string;

  @Trimmed()
  @MayBeLeftOut()
  @IsString()
  @Length(1, 254)
  readonly email?: string;

  @Trimmed()
  @MayBeLeftOut()
  @IsString()
  @Length(1, 254)
  readonly username?: string;

  @IsString()
  @Length(1, 1024)
  readonly password: string;
}
