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

const PEEK = `return { tonumber(redis.call('GET', KEYS[1]) or '0'), redis.call('PTTL', KEYS[1]) }`;

interface Count {
  readonly count: number;
  readonly leftMs: number;
}

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

  /** What `increment` has counted in the window that runs, without counting. */
  async peek(key: string) {
    const { count, leftMs } = await this.inRedis(
      (redis) => run(redis, PEEK, key),
      () => this.memory.peek(key),
    );
    return { totalHits: count, timeToExpire: Math.max(1, Math.ceil(leftMs / 1000)) };
  }

  private count(key: string, ttl: number): Promise<Count> {
    return this.inRedis(
      (redis) => run(redis, COUNT, key, ttl),
      () => this.memory.count(key, ttl),
    );
  }

  private async inRedis(work: (redis: Redis) => Promise<Count>, inMemory: () => Count): Promise<Count> {
    const redis = this.connections.shared();
    if (!redis || !this.connections.isReady() || performance.now() < this.brokenUntil) return inMemory();
    try {
      return await work(redis);
    } catch {
      this.brokenUntil = performance.now() + BREAK_MS;
      return inMemory();
    }
  }
}

async function run(redis: Redis, script: string, key: string, ...args: number[]): Promise<Count> {
  const [count, leftMs] = (await redis.eval(script, 1, `limit:${key}`, ...args)) as [number, number];
  return { count, leftMs };
}
