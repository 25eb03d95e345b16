import { JobProcessor, Joined, Permanent, type JobHandler } from '@countersign/queue/worker';
import { AuditLogRepository } from '../audit-log.repository';
import { auditEventJob } from '../jobs/audit-event.job';
import type { RecordedEvent } from '../recorded-event';
import { Listeners } from './listeners';
import type { SecurityEventListener } from './security-event-listener';

/** Hands one event to every listener that handles its type. One that fails keeps no other from hearing of it. */
@JobProcessor(auditEventJob)
export class AuditEventProcessor implements JobHandler {
  /** Events that are to be told at once are read at once. */
  readonly #events = new Joined((id: string) => id, (ids) => this.logs.find(ids));

  constructor(
    private readonly logs: AuditLogRepository,
    private readonly listeners: Listeners,
  ) {}

  async handle(eventId: string): Promise<void> {
    // A second look: of two runs of one event at the same moment only one gets the answer that they share.
    const event = (await this.#events.ask(eventId)) ?? (await this.logs.find([eventId]))[0];
    if (!event) throw new Permanent('the event is not in the trail');
    const told = await Promise.allSettled(this.listeners.handling(event.type).map((listener) => tell(listener, event)));
    const failures = told.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as Error);
    if (failures.length > 0) throw new ListenerFailure(failures.map(({ message }) => message).join('; '));
  }
}

/** Which listeners failed, and of what. */
class ListenerFailure extends Error {
  override readonly name = 'ListenerFailure';
}

async function tell(listener: SecurityEventListener, event: RecordedEvent): Promise<void> {
  try {
    await listener.on(event);
  } catch (error) {
    throw new ListenerFailure(`${listener.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
