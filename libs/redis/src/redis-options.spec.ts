import { settingsFor } from '@countersign/config/testing';
import { redisOptions } from './redis-options';
import { RedisSettings } from './redis.settings';

const settings = (env: Record<string, string>, mode?: 'production') => settingsFor(RedisSettings, env, mode);

describe('Redis options', () => {
  it('is off without configuration and with REDIS_ENABLED=false', () => {
    expect(redisOptions(settings({}), 'shared')).toBeNull();
    expect(redisOptions(settings({ REDIS_URL: 'redis://h', REDIS_ENABLED: 'false' }), 'shared')).toBeNull();
  });

  it('reads a URL with all its parts', () => {
    const REDIS_URL = 'rediss://me:p%40ss@redis.internal:6380/3';
    expect(redisOptions(settings({ REDIS_URL }), 'shared')).toMatchObject({
      host: 'redis.internal',
      port: 6380,
      username: 'me',
      password: 'p@ss',
      db: 3,
      tls: {},
      keyPrefix: '{2fa}:',
    });
  });

  it('reads host, port, password and TLS', () => {
    const options = redisOptions(settings({ REDIS_HOST: 'h', REDIS_PASSWORD: 'pw', REDIS_TLS_ENABLED: 'true' }), 'producer');
    expect(options).toMatchObject({ host: 'h', port: 6379, password: 'pw', tls: {} });
    expect(options).not.toHaveProperty('keyPrefix');
  });

  it('reads sentinels', () => {
    const options = redisOptions(settings({ REDIS_SENTINELS: 'a:26379, b:26380' }), 'shared');
    expect(options).toMatchObject({ name: 'mymaster', sentinels: [{ host: 'a', port: 26379 }, { host: 'b', port: 26380 }] });
  });

  it('fails fast in requests and waits for ever in workers', () => {
    const env = { REDIS_HOST: 'h' };
    for (const kind of ['shared', 'producer'] as const) {
      const fast = { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 200, connectTimeout: 1000 };
      expect(redisOptions(settings(env), kind)).toMatchObject(fast);
    }
    expect(redisOptions(settings(env), 'worker')).toMatchObject({ maxRetriesPerRequest: null });
    expect(redisOptions(settings(env), 'worker')).not.toHaveProperty('commandTimeout');
    const delays = [1, 5, 1000].map((times) => redisOptions(settings(env), 'worker')?.retryStrategy?.(times));
    expect(delays).toEqual([100, 500, 1000]);
  });

  it('makes production say whether a missing Redis is meant', () => {
    expect(() => settings({}, 'production')).toThrow(/REDIS_URL is missing.*REDIS_ENABLED=false/);
    expect(settings({ REDIS_ENABLED: 'false' }, 'production').isConfigured).toBe(false);
  });

  it.each(['http://h', 'nonsense', 'redis://', 'redis://me:pa#ss@h'])('refuses %s, without printing it', (REDIS_URL) => {
    expect(() => settings({ REDIS_URL })).toThrow(/^REDIS_URL must be redis:\/\/… or rediss:\/\/…\.$/);
  });
});
