import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsDate, IsIn, IsInt, IsISO8601, IsObject, IsString, IsUUID, ValidateNested } from 'class-validator';
import { Nullable, PageAnswer } from '@countersign/web';

export class OfferedEventAnswer {
  @IsString() readonly type: string;
  @IsString() readonly title: string;
  /** Members of the payload's `data`, each with what it says. */
  @IsObject() readonly data: object;
}

export class OfferedEventsAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => OfferedEventAnswer) readonly events: OfferedEventAnswer[];
}

export class WebhookAnswer {
  @IsUUID() readonly id: string;
  @IsString() readonly url: string;
  @Nullable() @IsString() readonly description: string | null;
  @IsString({ each: true }) readonly events: string[];
  @IsBoolean() readonly isActive: boolean;
  /** Why it is turned off: by its owner, because the receiver is gone (410), or because it failed for too long. */
  @Nullable() @IsIn(['owner', 'gone', 'failing']) readonly disabledReason: 'owner' | 'gone' | 'failing' | null;
  /** Since when no delivery has succeeded; null while they do. */
  @Nullable() @IsDate() readonly failingSince: Date | null;
  @IsDate() readonly createdAt: Date;
  @IsDate() readonly updatedAt: Date;
}

export class NewWebhookAnswer extends WebhookAnswer {
  /** `whsec_…`, shown once. */
  @IsString() readonly secret: string;
}

export class WebhooksAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => WebhookAnswer) readonly webhooks: WebhookAnswer[];
}

export class RotatedSecretAnswer {
  /** `whsec_…`, shown once. */
  @IsString() readonly secret: string;
  /** Until then deliveries carry a signature by each of the two. */
  @IsDate() readonly previousSecretExpiresAt: Date;
}

export class SentRequestAnswer {
  /** Where the next attempt would go. */
  @IsString() readonly url: string;
  /** What was signed and sent. */
  @IsString() readonly body: string;
}

export class AttemptAnswer {
  @IsISO8601() readonly at: string;
  /** Where it went; null when it was not sent, and for attempts from before this was recorded. */
  @Nullable() @IsString() readonly url: string | null;
  /** The status that the receiver answered; null when it did not. */
  @Nullable() @IsInt() readonly status: number | null;
  @IsInt() readonly durationMs: number;
  @Nullable() @IsString() readonly error: string | null;
}

export class DeliveryAnswer {
  @IsUUID() readonly id: string;
  /** What the receiver sees as `webhook-id`, at every attempt. */
  @IsUUID() readonly eventId: string;
  @IsString() readonly type: string;
  @IsIn(['waiting', 'pending', 'delivered', 'failed', 'canceled']) readonly state: string;
  @ValidateNested() @Type(() => SentRequestAnswer) readonly request: SentRequestAnswer;
  /** The last 20, oldest first. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => AttemptAnswer) readonly attempts: AttemptAnswer[];
  @IsDate() readonly createdAt: Date;
  @Nullable() @IsDate() readonly nextAttemptAt: Date | null;
  @Nullable() @IsDate() readonly finishedAt: Date | null;
}

export class OneDeliveryAnswer {
  @ValidateNested() @Type(() => DeliveryAnswer) readonly delivery: DeliveryAnswer;
}

export class DeliveriesAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => DeliveryAnswer) readonly deliveries: DeliveryAnswer[];
  @ValidateNested() @Type(() => PageAnswer) readonly page: PageAnswer;
}
