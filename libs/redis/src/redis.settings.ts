import { FlagSetting, ListSetting, SecretSetting, Settings, TextSetting, WholeSetting, type CrossCheck } from '@countersign/config';
import type { Secret } from '@countersign/kernel';

@Settings('redis')
export class RedisSettings implements CrossCheck {
  @FlagSetting({ why: 'false says that running without Redis is meant, in production too.', default: true })
  readonly REDIS_ENABLED: boolean;

  // Secret, since it may hold the password.
  @SecretSetting({
    why: 'Where Redis is, in one text: redis://… or rediss://…. Wins over REDIS_HOST and its companions.',
    default: null,
  })
  readonly REDIS_URL: Secret | null;

  @TextSetting({ why: 'Where Redis is. Neither this nor REDIS_URL nor REDIS_SENTINELS: no Redis is used.', default: null })
  readonly REDIS_HOST: string | null;

  @WholeSetting({ why: 'The port at REDIS_HOST.', min: 1, max: 65_535, default: 6379 })
  readonly REDIS_PORT: number;

  @SecretSetting({ why: 'The password of REDIS_HOST or of the master behind REDIS_SENTINELS.', default: null })
  readonly REDIS_PASSWORD: Secret | null;

  @FlagSetting({ why: 'Speak TLS with REDIS_HOST or the master; rediss:// says it in a URL.', default: false })
  readonly REDIS_TLS_ENABLED: boolean;

  @ListSetting({
    why: 'Sentinels that name the master; then REDIS_HOST is not used.',
    matches: /^[^\s:]+:\d{1,5}$/,
    form: 'host:port',
    default: [],
  })
  readonly REDIS_SENTINELS: readonly string[];

  @TextSetting({ why: 'The master’s name at REDIS_SENTINELS.', default: 'mymaster' })
  readonly REDIS_SENTINEL_MASTER: string;

  @TextSetting({
    why: 'Stands before every key. The braces keep all keys in one slot, as BullMQ wants of a Redis Cluster.',
    default: '{2fa}',
    maxLength: 100,
  })
  readonly REDIS_PREFIX: string;

  get isConfigured(): boolean {
    return this.REDIS_URL !== null || this.REDIS_HOST !== null || this.REDIS_SENTINELS.length > 0;
  }

  faults(mode: string): string[] {
    if (this.REDIS_URL !== null && !isAddress(this.REDIS_URL.reveal())) return ['REDIS_URL must be redis://… or rediss://….'];
    if (mode !== 'production' || !this.REDIS_ENABLED || this.isConfigured) return [];
    return ['REDIS_URL is missing. Set it (or REDIS_HOST), or REDIS_ENABLED=false if running without Redis is meant.'];
  }
}

function isAddress(text: string): boolean {
  return /^rediss?:\/\/[^\s/]/.test(text) && URL.canParse(text);
}
