import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsInt, IsISO8601, IsString, Length, Matches, Max, Min } from 'class-validator';
import { MayBeLeftOut, Nullable } from '@countersign/web';
import { IsNetwork } from './is-network';

/** Spaces around a name are a slip of the keyboard. Whatever is no text stays what it is, to be refused. */
const Trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

const PRINTABLE = /^\P{C}*$/u;
const SCOPE = /^(\*|[a-z0-9-]{1,32}:[a-z0-9-]{1,32})$/;
const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const MAX_SECONDS_OF_OVERLAP = 604_800;

class ApiKeyLimitsDto {
  /** ISO 8601 with a zone; null: it does not expire. */
  @Nullable()
  @MayBeLeftOut()
  @Matches(WITH_ZONE, { message: 'must be a time such as 2030-01-31T00:00:00Z' })
  @IsISO8601({ strict: true })
  readonly expiresAt?: string | null;

  /** Requests an hour; above API_KEY_RATE_LIMIT_MAX for an administrator's keys alone. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly rateLimit?: number;

  /** Addresses and networks that it is accepted from; none: from anywhere. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsNetwork()
  readonly allowedNetworks?: string[];
}

export class CreateApiKeyDto extends ApiKeyLimitsDto {
  @Trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(PRINTABLE, { message: 'must hold printable characters only' })
  readonly name: string;

  /** What it may do; `*`: everything that its owner may. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(32)
  @ArrayUnique()
  @IsString({ each: true })
  @Matches(SCOPE, { each: true, message: 'each must be a scope such as 2fa:read' })
  readonly scopes: string[];
}

export class ChangeApiKeyDto extends ApiKeyLimitsDto {
  @MayBeLeftOut()
  @Trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(PRINTABLE, { message: 'must hold printable characters only' })
  readonly name?: string;

  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(32)
  @ArrayUnique()
  @IsString({ each: true })
  @Matches(SCOPE, { each: true, message: 'each must be a scope such as 2fa:read' })
  readonly scopes?: string[];
}

export class RotateApiKeyDto {
  /** For how many seconds the old secret stays good, up to a week. Default 0: it ends at once. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(MAX_SECONDS_OF_OVERLAP)
  readonly overlapSeconds?: number;
}
