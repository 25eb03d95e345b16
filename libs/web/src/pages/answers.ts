import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsISO8601, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Nullable } from '../decorators/nullable';

/** `GET /`. */
export class AboutAnswer {
  @IsString() readonly name: string;
  @IsString() readonly version: string;
  /** The base path of the routes. */
  @IsString() readonly api: string;
  /** Where Swagger UI is; null in production. */
  @Nullable() @IsString() readonly docs: string | null;
  @IsString() readonly health: string;
}

export class LivenessAnswer {
  @IsIn(['healthy', 'degraded', 'unhealthy']) readonly status: string;
  @IsISO8601() readonly timestamp: string;
  @IsString() readonly service: string;
  @IsString() readonly version: string;
  /** Whole seconds. */
  @IsInt() readonly uptime: number;
}

export class HealthAnswer extends LivenessAnswer {
  /** Each service: connected, disconnected or disabled. */
  @IsObject() readonly services: Record<string, string>;
  /** Each check: `status` (up, down, disabled, late, absent), `responseTime` and what it found. */
  @IsObject() readonly checks: Record<string, object>;
  /** Why the process is not ready, where that is no dependency's doing. */
  @IsOptional() @IsString() readonly reason?: string;
}

/** What a code means, for a program; a browser gets the same as HTML. */
export class ProblemPageAnswer {
  @IsString() readonly type: string;
  @IsString() readonly code: string;
  @IsInt() readonly status: number;
  @IsString() readonly title: string;
  @IsString() readonly detail: string;
}

/** Every code, by status. */
export class ProblemListAnswer {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ProblemPageAnswer)
  readonly problems: readonly ProblemPageAnswer[];
}
