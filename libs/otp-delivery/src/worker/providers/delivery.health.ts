import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { HealthProbe, Logger, type HealthCheck, type HealthReport } from '@countersign/observability';
import type { DeliveryChannel } from '../../channels/channel';
import { asChannelFailure, ChannelFailure } from '../../channels/channel-failure';
import { timeLimit } from '../time-limit';
import { ChannelSenders, type Sender } from './channel-senders';

const VERIFY_MILLISECONDS = 60_000;

/**
 * Whether the providers that are set up take our messages: asked when the worker starts and each minute. Health answers what
 * was found last, or a provider's slowness would be ours. Never makes the worker unready.
 */
@Injectable()
@HealthProbe()
export class DeliveryHealth implements HealthCheck, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name = 'delivery';
  readonly makesUnready = false;
  /** A server that answers a byte at a time keeps within every other limit. */
  protected readonly limitMilliseconds: number = 20_000;
  readonly #faults = new Map<string, string>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly senders: ChannelSenders,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.verify(), VERIFY_MILLISECONDS).unref();
    void this.verify();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
    this.#stop.abort();
  }

  async check(): Promise<HealthReport> {
    const states = this.senders.inUse().map((sender): [string, string] => [sender.definition.name, this.stateOf(sender)]);
    const isDown = states.some(([, state]) => state !== 'up');
    const status = states.length === 0 ? 'disabled' : isDown ? 'down' : 'up';
    return { name: this.name, status, details: { providers: Object.fromEntries(states) } };
  }

  private stateOf({ definition, breaker }: Sender): string {
    return this.#faults.get(definition.name) ?? (breaker.isDown ? 'fails' : 'up');
  }

  private async verify(): Promise<void> {
    await Promise.all(this.senders.inUse().map((sender) => this.verifyOne(sender)));
  }

  private async verifyOne({ definition: { name }, channel }: Sender): Promise<void> {
    try {
      await this.within(channel);
      if (this.#faults.delete(name)) this.logger.info({ provider: name }, 'A provider takes messages again');
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const { reason } = asChannelFailure(error);
      if (!this.#faults.has(name)) this.logger.warn({ provider: name, reason }, 'A provider does not answer as it should; messages wait or go by another');
      this.#faults.set(name, reason);
    }
  }

  /** What the provider does after that is nobody's concern: its connection ends by limits of its own. */
  private async within(channel: DeliveryChannel): Promise<void> {
    const verifying = channel.verify?.();
    if (!verifying) return;
    const limit = AbortSignal.any([this.#stop.signal, timeLimit(this.limitMilliseconds)]);
    const isOver = new Promise<never>((_, reject) => {
      limit.addEventListener('abort', () => reject(new ChannelFailure('took too long', { isPermanent: false })), { once: true });
    });
    await Promise.race([verifying, isOver]);
  }
}
