import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { HealthProbe, Logger, type HealthCheck, type HealthReport } from '@countersign/observability';
import { asChannelFailure } from '../../channels/channel-failure';
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
  readonly #faults = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #verifying: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly senders: ChannelSenders,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const verify = () => (this.#verifying = this.verify());
    this.#timer = setInterval(() => void verify(), VERIFY_MILLISECONDS).unref();
    void verify();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#verifying;
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
      await channel.verify?.();
      if (this.#faults.delete(name)) this.logger.info({ provider: name }, 'A provider takes messages again');
    } catch (error) {
      const { reason } = asChannelFailure(error);
      if (!this.#faults.has(name)) this.logger.warn({ provider: name, reason }, 'A provider does not answer as it should; messages wait or go by another');
      this.#faults.set(name, reason);
    }
  }
}
