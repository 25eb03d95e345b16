import { IsBoolean } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

export class RevokeSessionsInput {
  /** Whether the session that asks goes on; false by default. */
  @MayBeLeftOut()
  @IsBoolean()
  readonly keepCurrent?: boolean;
}
