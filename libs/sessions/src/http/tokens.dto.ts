import { IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

const MAX_TOKEN_LENGTH = 200;

export class RefreshInput {
  /** Instead of the cookie. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(MAX_TOKEN_LENGTH)
  readonly refreshToken?: string;
}

export class LogoutInput {
  /** Instead of the cookie. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(MAX_TOKEN_LENGTH)
  readonly refreshToken?: string;
}
