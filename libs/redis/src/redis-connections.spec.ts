import { createServer, type AddressInfo, type Server } from 'node:net';
import { settingsFor } from '@countersign/config/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { RedisConnections } from './redis-connections';
import { RedisProbe } from './redis.probe';
import { RedisSettings } from './redis.settings';

const listening = (server: Server) =>
  new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('RedisConnections without a working Redis', () => {
  it('is disabled without configuration', async () => {
    const connections = new RedisConnections(settingsFor(RedisSettings), recordingLogger().logger);
    connections.onModuleInit();
    expect(connections.enabled).toBe(false);
    expect(connections.shared()).toBeNull();
    expect(connections.isReady()).toBe(false);
    expect(await new RedisProbe(connections).check()).toEqual({ name: 'redis', status: 'disabled' });
    await connections.onApplicationShutdown();
  });

  it('starts, fails fast, warns once and closes when nothing listens', async () => {
    const { logger, lines } = recordingLogger('info');
    const closed = createServer();
    const port = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    const settings = settingsFor(RedisSettings, { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port) });
    const connections = new RedisConnections(settings, logger);
    connections.onModuleInit();
    await soon(700);
    const started = performance.now();
    expect(await new RedisProbe(connections).check()).toMatchObject({ status: 'down' });
    expect(performance.now() - started).toBeLessThan(100);
    expect(lines.filter(({ msg }) => String(msg).startsWith('Redis is away'))).toHaveLength(1);
    await connections.onApplicationShutdown();
  });

  it('gives up on a silent server after 200 ms a command, and closes at once', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined).resume());
    const port = await listening(silent);
    const settings = settingsFor(RedisSettings, { REDIS_URL: `redis://127.0.0.1:${port}` });
    const connections = new RedisConnections(settings, recordingLogger().logger);
    connections.onModuleInit();
    await soon(50);
    const started = performance.now();
    expect(await new RedisProbe(connections).check()).toMatchObject({ status: 'down' });
    await connections.onApplicationShutdown();
    expect(performance.now() - started).toBeLessThan(900);
    silent.close();
  });
});
