import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Claims } from './claims';
import { Intake } from './intake';
import { MessageRunner } from './message-runner';
import { Relay } from './relay';

/** Below the ten seconds that container platforms commonly give. */
const PATIENCE_MILLISECONDS = 8_000;

/** Stops a worker so that nothing is lost or late: no new claims, running handlers may end, the rest is given back. */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  constructor(
    private readonly relay: Relay,
    private readonly intake: Intake,
    private readonly runner: MessageRunner,
    private readonly claims: Claims,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    // A knock that this worker took now would be nobody's.
    await this.intake.close();
    await within(PATIENCE_MILLISECONDS, this.runner.idle());
    await this.claims.releaseAll();
    await this.runner.idle();
  }
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
