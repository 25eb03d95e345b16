import { IsInt, IsISO8601, IsString, IsUUID } from 'class-validator';
import { Nullable } from '@countersign/web';

/** A key without its secret. */
export class ApiKeyAnswer {
  @IsUUID() readonly id: string;
  @IsString() readonly name: string;
  /** The part of the key that tells it from others. */
  @IsString() readonly keyPrefix: string;
  @IsString({ each: true }) readonly scopes: string[];
  /** Empty: accepted from anywhere. */
  @IsString({ each: true }) readonly allowedNetworks: string[];
  /** Requests an hour. */
  @IsInt() readonly rateLimit: number;
  @Nullable() @IsISO8601() readonly expiresAt: string | null;
  @IsISO8601() readonly createdAt: string;
  /** Exact to a minute. */
  @Nullable() @IsISO8601() readonly lastUsedAt: string | null;
  @Nullable() @IsISO8601() readonly revokedAt: string | null;
  /** Until when the secret before the last rotation stays good. */
  @Nullable() @IsISO8601() readonly previousKeyExpiresAt: string | null;
}

export class IssuedApiKeyAnswer extends ApiKeyAnswer {
  /** The key itself, shown once. */
  @IsString() readonly apiKey: string;
}
