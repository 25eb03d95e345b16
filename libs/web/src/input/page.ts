import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsString, Length, Max, Min } from 'class-validator';
import { Nullable } from '../decorators/nullable';
import { MayBeLeftOut } from './may-be-left-out';

const DEFAULT_LIMIT = 20;

/** How a list is asked for, a page at a time. */
export class PageQuery {
  /** How many a page holds, 1 to 100. Default 20. */
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

/** What a list answers beside its page. */
export class PageAnswer {
  /** Asks for the next page; null on the last one. */
  @Nullable()
  @IsString()
  readonly nextCursor: string | null;

  @IsBoolean()
  readonly hasMore: boolean;
}

export function limitOf({ limit = DEFAULT_LIMIT }: PageQuery): number {
  return Number(limit);
}

/** @param nextCursor null: that was the last page. */
export function pageBefore(nextCursor: string | null): PageAnswer {
  return { nextCursor, hasMore: nextCursor !== null };
}
