import { recordingLogger } from '@countersign/observability/testing';
import type { ChannelSenders, Sender } from './channel-senders';
import { DeliveryHealth } from './delivery.health';

class QuickHealth extends DeliveryHealth {
  protected override readonly limitMilliseconds: number = 30;
}

/** Whose provider never says anything. */
const silent = { definition: { name: 'silent' }, channel: { verify: () => new Promise<never>(() => undefined) }, breaker: { isDown: false } } as unknown as Sender;
const senders = { inUse: () => [silent] } as unknown as ChannelSenders;

describe('the probe of the providers', () => {
  it('gives up on one that does not answer, and says so', async () => {
    const { logger, lines } = recordingLogger();
    const health = new QuickHealth(senders, logger);
    health.onApplicationBootstrap();
    expect(await health.check()).toMatchObject({ status: 'up' });
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lines).toEqual([expect.objectContaining({ provider: 'silent', reason: 'took too long' })]);
    expect(await health.check()).toMatchObject({ status: 'down', details: { providers: { silent: 'took too long' } } });
    health.beforeApplicationShutdown();
  });

  it('keeps no worker from stopping', async () => {
    const { logger, lines } = recordingLogger();
    const health = new DeliveryHealth(senders, logger);
    health.onApplicationBootstrap();
    expect(health.beforeApplicationShutdown()).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual([]);
  });
});
