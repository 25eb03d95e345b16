import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { SecondFactorPolicy, userFactsFrom } from '@countersign/accounts';
import { Database } from '@countersign/database';
import { isProblem } from '@countersign/kernel';
import type { Principal, UserFacts } from '@countersign/web';
import { sessionFactsFrom, type SessionFacts } from '../session-facts';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import { RefreshTokens } from '../tokens/refresh-tokens';
import * as sql from './known-token.statements';

/** A token that would be taken at this moment. */
export interface KnownToken {
  readonly kind: 'access_token' | 'refresh_token';
  readonly user: UserFacts;
  readonly session: SessionFacts;
  /** Unix seconds. */
  readonly exp: number;
  readonly iat: number;
  /** Of an access token. */
  readonly jti?: string;
}

/** What a text is good for, whoever shows it. Five collaborators: whatever says of a token whether it would be taken. */
@Injectable()
export class KnownTokens {
  constructor(
    private readonly database: Database,
    private readonly guard: AccessTokenGuard,
    private readonly jwt: JwtService,
    private readonly refreshTokens: RefreshTokens,
    private readonly policy: SecondFactorPolicy,
  ) {}

  /** Null: no good, or none of the asker's business: a key knows its owner's tokens, an administrator's everybody's. */
  async find(token: string, { key, userId }: Principal): Promise<KnownToken | null> {
    const digest = this.refreshTokens.digest(token);
    const known = digest ? await this.byRefreshToken(digest) : await this.byAccessToken(token);
    return known && (key?.isAdmin || known.user.id === userId) ? known : null;
  }

  private async byRefreshToken(digest: Buffer): Promise<KnownToken | null> {
    const [row] = await this.database.run(sql.byRefreshToken, [digest, this.policy.roles, this.policy.graceDays]);
    if (!row) return null;
    return { kind: 'refresh_token', user: userFactsFrom(row), session: sessionFactsFrom(row), exp: row.expires_at, iat: row.issued_at };
  }

  private async byAccessToken(token: string): Promise<KnownToken | null> {
    const claims = await this.claimsOf(token);
    const [row] = claims ? await this.database.run(sql.bySession, [claims.sid, claims.sub]) : [];
    if (!claims || !row) return null;
    const { iat, jti } = this.jwt.decode<{ iat: number; jti: string }>(token);
    return { kind: 'access_token', user: userFactsFrom(row), session: sessionFactsFrom(row), exp: claims.exp, iat, jti };
  }

  private async claimsOf(token: string) {
    try {
      return await this.guard.claimsOf({ headers: { authorization: `Bearer ${token}` } });
    } catch (error) {
      if (isProblem(error, 'invalid_token')) return null;
      throw error;
    }
  }
}
