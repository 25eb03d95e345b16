import { settingsFor } from '@countersign/config/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { RedisConnections } from './redis-connections';
import { RedisProbe } from './redis.probe';
import { RedisSettings } from './redis.settings';
import { describeWithRedis } from './testing/describe-with-redis';

describeWithRedis('RedisConnections with a Redis', (url) => {
  const settings = settingsFor(RedisSettings, { REDIS_URL: url, REDIS_PREFIX: `{spec-${process.pid}}` });
  const connections = new RedisConnections(settings, recordingLogger().logger);

  beforeAll(async () => {
    connections.onModuleInit();
    while (!connections.isReady()) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  afterAll(() => connections.onApplicationShutdown());

  it('puts the prefix before the keys of the shared connection', async () => {
    await connections.shared()?.set('a', '1', 'EX', 5);
    const bare = connections.shared()?.duplicate({ keyPrefix: '' });
    await bare?.connect();
    expect(await bare?.get(`{spec-${process.pid}}:a`)).toBe('1');
    bare?.disconnect();
  });

  it('reports up', async () => {
    expect(await new RedisProbe(connections).check()).toEqual({ name: 'redis', status: 'up' });
  });
});
