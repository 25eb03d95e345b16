import type { Origin, SecurityEvent } from '@countersign/kernel';

/** A security event as it stands in the trail. */
export interface RecordedEvent extends SecurityEvent {
  readonly id: string;
  /** By the database's clock. */
  readonly occurredAt: Date;
  readonly origin: Origin;
}
