import { IsString, IsUUID, Length } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** With two-factor authentication `code`, or `methodId` alone to have one sent; else `password`. */
export class StepUpDto {
  @MayBeLeftOut()
  @IsString()
  @Length(1, 1024)
  readonly password?: string;

  @MayBeLeftOut()
  @IsString()
  @Length(1, 64)
  readonly code?: string;

  /** The method that the code is of; default: the one that was last sent a code, else the account's default. */
  @MayBeLeftOut()
  @IsUUID()
  readonly methodId?: string;

  /** The challenge that the code was sent for; default: the one that the session has open. */
  @MayBeLeftOut()
  @IsUUID()
  readonly challengeId?: string;
}
