import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { RedisConnections } from '@countersign/redis';
import { MemoryCounter } from './memory-counter';

type Redis = NonNullable<ReturnType<RedisConnections['shared']>>;

/** After an error or a timeout Redis is left alone this long, so that a hung one costs 200 ms once and not every request. */
const BREAK_MS = 5000;

/** Counts and starts the window in one step: a count without an end would lock an address out for ever. */
const COUNT = `
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return { count, left }`;

/** Fixed windows in Redis, shared by all instances; in this process's memory while Redis is not there. */
@Injectable()
export class LimitStorage implements ThrottlerStorage {
  private readonly memory = new MemoryCounter();
  private brokenUntil = 0;

  constructor(private readonly connections: RedisConnections) {}

  /** @param ttl the window in milliseconds. The record's times are in seconds, as the throttler counts. */
  async increment(key: string, ttl: number, limit: number) {
    const { count, leftMs } = await this.count(key, ttl);
    const timeToExpire = Math.max(1, Math.ceil(leftMs / 1000));
    return { totalHits: count, timeToExpire, isBlocked: count > limit, timeToBlockExpire: timeToExpire };
  }

  private async count(key: string, ttl: number): Promise<{ count: number; leftMs: number }> {
    const redis = this.connections.shared();
    if (!redis || !this.connections.isReady() || performance.now() < this.brokenUntil) return this.memory.count(key, ttl);
    try {
      return await countIn(redis, key, ttl);
    } catch {
      this.brokenUntil = performance.now() + BREAK_MS;
      return this.memory.count(key, ttl);
    }
  }
}

async function countIn(redis: Redis, key: string, ttl: number) {
  const [count, leftMs] = (await redis.eval(COUNT, 1, `limit:${key}`, ttl)) as [number, number];
  return { count, leftMs };
}
