import { Cleanup, type CleanupTask } from '@countersign/queue/worker';
import { SealTrail } from '../seals/seal-trail';

/** Seals what happened, once a minute, and signs where the chain ends. */
@Cleanup()
export class AuditSeals implements CleanupTask {
  readonly name = 'audit-seals';

  constructor(private readonly trail: SealTrail) {}

  run(limit: number): Promise<number> {
    return this.trail.seal(limit);
  }
}
