import { IsOptional, IsString, IsUUID, Length } from 'class-validator';

/** With two-factor authentication `code`, else `password`. */
export class StepUpDto {
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  readonly password?: string;

  @IsOptional()
  @IsString()
  @Length(1, 64)
  readonly code?: string;

  /** The method that the code is of; default: the account's default method. */
  @IsOptional()
  @IsUUID()
  readonly methodId?: string;
}
