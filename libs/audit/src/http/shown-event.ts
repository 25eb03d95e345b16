import { listEvents } from '@countersign/kernel';
import { deviceNameOf } from '@countersign/web';
import type { RecordedEvent } from '../recorded-event';
import type { ActivityEvent } from './activity.dto';
import type { AuditEvent } from './audit.dto';

let titles: ReadonlyMap<string, string> | undefined;

/** As its user sees it. Without `reason`: the true reason of a refusal is for the operator. */
export function shownEvent({ id, type, occurredAt, origin, data }: RecordedEvent): ActivityEvent {
  titles ??= new Map(listEvents().map((event) => [event.type, event.title]));
  const { ipAddress, userAgent } = origin;
  const deviceName = userAgent === null ? null : deviceNameOf(userAgent);
  return { id, type, title: titles.get(type) ?? type, occurredAt, ipAddress, userAgent, deviceName, data: data ?? {} };
}

/** As an administrator sees it; a key of an ordinary user is not told the reason. */
export function shownInTrail(event: RecordedEvent, isAdministrator: boolean): AuditEvent {
  const { userId, sessionId = null, reason = null, origin } = event;
  return { ...shownEvent(event), userId, sessionId, requestId: origin.requestId, reason: isAdministrator ? reason : null };
}
