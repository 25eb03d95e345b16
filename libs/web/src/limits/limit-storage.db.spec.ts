import { settingsFor } from '@countersign/config/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { RedisConnections, RedisSettings } from '@countersign/redis';
import { describeWithRedis } from '@countersign/redis/testing';
import { LimitStorage } from './limit.storage';

const WINDOW_MS = 60_000;

function connect(REDIS_URL: string): RedisConnections {
  const settings = settingsFor(RedisSettings, { REDIS_URL, REDIS_PREFIX: `{limits-${process.pid}}` });
  return new RedisConnections(settings, recordingLogger().logger);
}

describeWithRedis('LimitStorage in Redis', (url) => {
  const connections = [connect(url), connect(url)];
  const [first, second] = connections.map((connection) => new LimitStorage(connection));

  beforeAll(async () => {
    for (const connection of connections) {
      connection.onModuleInit();
      while (!connection.isReady()) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  afterAll(async () => {
    await connections[0]?.shared()?.del('limit:address:a', 'limit:address:b', 'limit:address:c');
    await Promise.all(connections.map((connection) => connection.onApplicationShutdown()));
  });

  it('is one count for all instances', async () => {
    const records = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? first : second)!.increment('address:a', WINDOW_MS, 10)),
    );
    expect(records.filter(({ isBlocked }) => !isBlocked)).toHaveLength(10);
    expect(Math.max(...records.map(({ totalHits }) => totalHits))).toBe(40);
    expect(await connections[0]?.shared()?.pttl('limit:address:a')).toBeGreaterThan(50_000);
  });

  it('mends a count that has no end', async () => {
    await connections[0]?.shared()?.set('limit:address:c', 3);
    expect(await first!.increment('address:c', WINDOW_MS, 10)).toMatchObject({ totalHits: 4, timeToExpire: 60 });
    expect(await connections[0]?.shared()?.pttl('limit:address:c')).toBeGreaterThan(50_000);
  });

  it('goes on in memory for 5 s after an error', async () => {
    const redis = connections[0]?.shared();
    await redis?.set('limit:address:b', 'no number');
    expect(await first!.increment('address:b', WINDOW_MS, 10)).toMatchObject({ totalHits: 1 });
    await redis?.del('limit:address:b');
    expect(await first!.increment('address:b', WINDOW_MS, 10)).toMatchObject({ totalHits: 2 });
    expect(await redis?.exists('limit:address:b')).toBe(0);
  });
});
