import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsInt, IsObject, IsString, IsUUID, Length, Max, Min, ValidateNested } from 'class-validator';
import { MayBeLeftOut, Nullable } from '@countersign/web';

export class ActivityQuery {
  /** How many events a page holds, 1 to 100. Default 20. */
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  readonly limit?: number;

  /** `page.nextCursor` of the page before. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  readonly cursor?: string;
}

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

export class PageAnswer {
  /** Asks for the next page; null on the last one. */
  @Nullable()
  @IsString()
  readonly nextCursor: string | null;

  @IsBoolean()
  readonly hasMore: boolean;
}

export class ActivityAnswer {
  @ValidateNested({ each: true })
  @Type(() => ActivityEvent)
  readonly events: ActivityEvent[];

  @ValidateNested()
  @Type(() => PageAnswer)
  readonly page: PageAnswer;
}
