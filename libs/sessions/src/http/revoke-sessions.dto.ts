import { IsBoolean, IsOptional } from 'class-validator';

export class RevokeSessionsInput {
  /** Whether the session that asks goes on; false by default. */
  @IsOptional()
  @IsBoolean()
  readonly keepCurrent?: boolean;
}
