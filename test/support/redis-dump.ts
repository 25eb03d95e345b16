import { Redis } from 'ioredis';

type Read = (redis: Redis, key: string) => Promise<unknown>;

const READ: Readonly<Record<string, Read>> = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: (redis, key) => redis.zrange(key, '0', '-1'),
  stream: (redis, key) => redis.xrange(key, '-', '+'),
};

/** Every key that contains `prefix`, with its value, as text. */
export async function redisDump(url: string, prefix: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const keys = (await redis.keys('*')).filter((key) => key.includes(prefix));
    const values = keys.map(async (key) => [key, await READ[await redis.type(key)]?.(redis, key)]);
    return JSON.stringify(await Promise.all(values));
  } finally {
    redis.disconnect();
  }
}
