import { IsString, IsUUID, Length } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** With two-factor authentication `code`, else `password`. */
export class StepUpDto {
  @MayBeLeftOut()
  @IsString()
  @Length(1, 1024)
  readonly password?: string;

  @MayBeLeftOut()
  @IsString()
  @Length(1, 64)
  readonly code?: string;

  /** The method that the code is of; default: the account's default method. */
  @MayBeLeftOut()
  @IsUUID()
  readonly methodId?: string;
}
