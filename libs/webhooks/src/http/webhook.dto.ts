import { Transform } from 'class-transformer';
import {
  ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsString, IsUUID, Length, Matches, Max, MaxLength, Min, MinLength,
} from 'class-validator';
import { MayBeLeftOut, PageQuery } from '@countersign/web';

const STATES = ['waiting', 'pending', 'delivered', 'failed', 'canceled'] as const;
const MAX_OVERLAP_SECONDS = 30 * 86_400;
const Trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

export class NewWebhookDto {
  /** `https://…`, without user name, password and fragment, to a public address. */
  @IsString()
  @MinLength(1)
  @MaxLength(2048)
  readonly url: string;

  /** Types of `GET /webhooks/events`, or `*` for all of them. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  readonly events: string[];

  @MayBeLeftOut()
  @Trimmed()
  @IsString()
  @Length(1, 200)
  @Matches(/^\P{C}*$/u, { message: 'must hold printable characters only' })
  readonly description?: string;
}

export class ChangeWebhookDto {
  /** As in the call that made it. */
  @MayBeLeftOut()
  @IsString()
  @MinLength(1)
  @MaxLength(2048)
  readonly url?: string;

  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  readonly events?: string[];

  @MayBeLeftOut()
  @Trimmed()
  @IsString()
  @Length(1, 200)
  @Matches(/^\P{C}*$/u, { message: 'must hold printable characters only' })
  readonly description?: string;

  /** False: nothing is sent, and what happens meanwhile is not kept for later. */
  @MayBeLeftOut()
  @IsBoolean()
  readonly isActive?: boolean;
}

export class RotateSecretDto {
  /** For how long the old secret still signs beside the new one. */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(MAX_OVERLAP_SECONDS)
  readonly overlapSeconds?: number;
}

export class DeliveriesQuery extends PageQuery {
  @MayBeLeftOut()
  @IsUUID()
  override readonly cursor?: string;

  /** Only those in this state. */
  @MayBeLeftOut()
  @IsIn(STATES)
  readonly state?: (typeof STATES)[number];
}
