import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, IsUUID, Length, Max, Min, ValidateNested } from 'class-validator';
import { UserAnswer } from '@countersign/sessions';
import { MayBeLeftOut, Nullable } from '@countersign/web';

export class UsersQuery {
  /** The beginning of an e-mail address or username; or an id or externalId. Left out: all. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 254)
  readonly query?: string;

  /** How many users a page holds, 1 to 100. Default 20. */
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  readonly limit?: number;

  /** `page.nextCursor` of the page before. */
  @MayBeLeftOut()
  @IsUUID()
  readonly cursor?: string;
}

export class ReasonDto {
  /** For the trail; the user does not see it. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 500)
  readonly reason?: string;
}

export class ResetDto {
  /** For the trail; the user does not see it. */
  @IsString()
  @Length(1, 500)
  readonly reason: string;
}

class UsersPageAnswer {
  /** Asks for the next page; null on the last one. */
  @Nullable()
  @IsUUID()
  readonly nextCursor: string | null;
}

export class UsersAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => UserAnswer) readonly users: UserAnswer[];
  @ValidateNested() @Type(() => UsersPageAnswer) readonly page: UsersPageAnswer;
}
