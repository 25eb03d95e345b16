import { IsOptional, IsString, MaxLength } from 'class-validator';

const MAX_TOKEN_LENGTH = 200;

export class RefreshInput {
  /** Instead of the cookie. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TOKEN_LENGTH)
  readonly refreshToken?: string;
}

export class LogoutInput {
  /** Instead of the cookie. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TOKEN_LENGTH)
  readonly refreshToken?: string;
}
