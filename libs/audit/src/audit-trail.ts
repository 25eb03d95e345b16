import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId, type Origin, type SecurityEvent } from '@countersign/kernel';
import { Outbox } from '@countersign/queue';
import { AuditLogRepository } from './audit-log.repository';
import { auditEventJob } from './jobs/audit-event.job';

/** The append-only trail of security events. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly logs: AuditLogRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Writes events, and the messages that tell the listeners of them, with one statement.
   *
   * @param tx the transaction of the change that the events tell of; null: a commit of its own, for what must be known
   * although the request failed.
   */
  async record(tx: EntityManager | null, origin: Origin, events: SecurityEvent | readonly SecurityEvent[]): Promise<void> {
    const recorded = listOf(events).map((event) => ({ id: newId(), event }));
    if (recorded.length === 0) return;
    const messages = recorded.map(({ id }) => ({ id: newId(), job: auditEventJob, subject: id }));
    await this.logs.add(tx, origin, recorded, messages);
    if (tx) this.outbox.offerAfterCommit(tx, messages);
    else this.outbox.offer(messages);
  }
}

function listOf(events: SecurityEvent | readonly SecurityEvent[]): readonly SecurityEvent[] {
  return 'type' in events ? [events] : events;
}
