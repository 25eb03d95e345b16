import { ChoiceSetting, SecretSetting, Settings, TextSetting, WholeSetting } from '@countersign/config';
import type { Secret } from '@countersign/kernel';

@Settings('sessions')
export class SessionsSettings {
  @ChoiceSetting({
    why:
      'How access tokens are signed. ES256: with keys that others check by /.well-known/jwks.json; "npm run keys" lists and rotates them. ' +
      'HS256: with JWT_ACCESS_SECRET, so that others ask /auth/introspect. A change ends the access tokens that are out; clients refresh.',
    choices: ['HS256', 'ES256'],
    default: 'HS256',
  })
  readonly JWT_ACCESS_ALGORITHM: 'HS256' | 'ES256';

  @SecretSetting({ why: 'Signs access tokens under HS256.', minLength: 64 })
  readonly JWT_ACCESS_SECRET: Secret;

  @SecretSetting({ why: 'Keys the digests of refresh tokens and makes their successors.', minLength: 64 })
  readonly JWT_REFRESH_SECRET: Secret;

  @WholeSetting({ why: 'How long an access token lives.', unit: 'seconds', min: 30, max: 86_400, default: 900 })
  readonly JWT_ACCESS_EXPIRY: number;

  @WholeSetting({
    why: 'How long a refresh token lives; also how long a session may lie idle.',
    unit: 'seconds',
    min: 60,
    max: 2_592_000,
    default: 604_800,
  })
  readonly JWT_REFRESH_EXPIRY: number;

  @TextSetting({ why: 'The `iss` of access tokens; other services compare it.', default: 'countersign', maxLength: 200 })
  readonly JWT_ISSUER: string;

  @TextSetting({ why: 'The `aud` of access tokens; other services compare it.', default: 'countersign', maxLength: 200 })
  readonly JWT_AUDIENCE: string;

  @WholeSetting({
    why: 'How long a session may live, however often it is refreshed.',
    unit: 'seconds',
    min: 300,
    max: 31_536_000,
    default: 2_592_000,
  })
  readonly SESSION_MAX_AGE_SECONDS: number;

  @WholeSetting({
    why: 'How many sessions a user may have; one more ends the one that was unused for the longest time.',
    unit: 'sessions',
    min: 1,
    max: 1000,
    default: 20,
  })
  readonly SESSION_MAX_PER_USER: number;

  @WholeSetting({ why: 'How many refreshes a session may ask for in 15 minutes.', unit: 'refreshes', min: 1, default: 60 })
  readonly REFRESH_RATE_LIMIT_MAX: number;
}
