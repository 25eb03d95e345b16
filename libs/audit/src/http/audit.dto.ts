import { IntersectionType } from '@nestjs/mapped-types';
import { Transform, Type } from 'class-transformer';
import { IsDate, IsIn, isISO8601, IsString, IsUUID, Length, Matches, ValidateNested } from 'class-validator';
import { MayBeLeftOut, Nullable, PageAnswer, PageQuery } from '@countersign/web';
import { ActivityEvent } from './activity.dto';

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

const USER_REFERENCE = /^(ext:[\x21-\x7e]{1,128}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/;

/** A time as ISO 8601 has it, or a day, which begins at midnight UTC. Anything else stays a text, to be refused. */
const Time = () => Transform(({ value }: { value: unknown }) => (isTime(value) ? new Date(value) : value));
// The strict rule knows how long a month is, but takes weeks too, which Date does not.
const isTime = (value: unknown): value is string => isISO8601(value, { strict: true }) && TIME.test(String(value));
const AS_TIME = { message: 'must be a time such as 2026-01-31T12:00:00Z' };

/** Which events; what is left out does not count. */
class TrailFilter {
  /** Only events of this account: a UUID, or `ext:` and the externalId. */
  @MayBeLeftOut()
  @IsString()
  @Matches(USER_REFERENCE, { message: 'must be a UUID or ext:<externalId>' })
  readonly userId?: string;

  /** Only events of this type, as docs/events.md names them. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 100)
  readonly type?: string;

  /** Not before this (ISO 8601). */
  @MayBeLeftOut()
  @Time()
  @IsDate(AS_TIME)
  readonly from?: Date;

  /** Before this (ISO 8601). */
  @MayBeLeftOut()
  @Time()
  @IsDate(AS_TIME)
  readonly to?: Date;
}

export class AuditQuery extends IntersectionType(TrailFilter, PageQuery) {}

export class ExportQuery extends TrailFilter {
  /** One JSON object a line (default), or comma-separated values. */
  @MayBeLeftOut()
  @IsIn(['ndjson', 'csv'])
  readonly format?: 'ndjson' | 'csv';
}

export class AuditEvent extends ActivityEvent {
  @Nullable()
  @IsUUID()
  readonly userId: string | null;

  @Nullable()
  @IsUUID()
  readonly sessionId: string | null;

  @IsString()
  readonly requestId: string;

  /** The true reason of a refusal; for administrators. */
  @Nullable()
  @IsString()
  readonly reason: string | null;
}

export class AuditAnswer {
  @ValidateNested({ each: true })
  @Type(() => AuditEvent)
  readonly events: AuditEvent[];

  @ValidateNested()
  @Type(() => PageAnswer)
  readonly page: PageAnswer;
}
