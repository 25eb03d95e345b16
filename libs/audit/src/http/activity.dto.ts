import { Type } from 'class-transformer';
import { IsDate, IsObject, IsString, IsUUID, ValidateNested } from 'class-validator';
import { Nullable, PageAnswer } from '@countersign/web';

export class ActivityEvent {
  @IsUUID()
  readonly id: string;

  /** A type of docs/events.md, e.g. `user.login`. */
  @IsString()
  readonly type: string;

  /** The type in words. */
  @IsString()
  readonly title: string;

  @IsDate()
  readonly occurredAt: Date;

  @Nullable()
  @IsString()
  readonly ipAddress: string | null;

  @Nullable()
  @IsString()
  readonly userAgent: string | null;

  /** Browser and system of the user agent in words; null where no client was. */
  @Nullable()
  @IsString()
  readonly deviceName: string | null;

  /** Facts of the type, as docs/events.md lists them. */
  @IsObject()
  readonly data: object;
}

export class ActivityAnswer {
  @ValidateNested({ each: true })
  @Type(() => ActivityEvent)
  readonly events: ActivityEvent[];

  @ValidateNested()
  @Type(() => PageAnswer)
  readonly page: PageAnswer;
}
