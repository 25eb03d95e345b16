import { Type } from 'class-transformer';
import { IsArray, IsString, IsUUID, Length, ValidateNested } from 'class-validator';
import { UserAnswer } from '@countersign/sessions';
import { MayBeLeftOut, PageAnswer, PageQuery } from '@countersign/web';

export class UsersQuery extends PageQuery {
  /** The beginning of an e-mail address or username; or an id or externalId. Left out: all. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 254)
  readonly query?: string;

  @MayBeLeftOut()
  @IsUUID()
  override readonly cursor?: string;
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

export class UsersAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => UserAnswer) readonly users: UserAnswer[];
  @ValidateNested() @Type(() => PageAnswer) readonly page: PageAnswer;
}
