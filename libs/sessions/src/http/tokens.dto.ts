import { IsString, Length, MaxLength } from 'class-validator';
import { AllowsMore, MayBeLeftOut } from '@countersign/web';

const MAX_TOKEN_LENGTH = 200;
const MAX_JWT_LENGTH = 4096;

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

/** RFC 7662 §2.1 and RFC 7009 §2.1, under the names that they say; both allow further parameters. */
@AllowsMore()
export class TokenInput {
  /** An access or a refresh token. */
  @IsString()
  @Length(1, MAX_JWT_LENGTH)
  readonly token: string;

  /** Not needed: a token is told by its form. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(MAX_TOKEN_LENGTH)
  readonly token_type_hint?: string;
}
