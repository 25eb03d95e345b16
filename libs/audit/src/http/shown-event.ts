import { isByAdministrator, listEvents } from '@countersign/kernel';
import { deviceNameOf } from '@countersign/web';
import type { RecordedEvent } from '../recorded-event';
import type { ActivityEvent } from './activity.dto';
import type { AuditEvent } from './audit.dto';

let titles: ReadonlyMap<string, string> | undefined;

/**
 * As its user sees it. Without `reason`: the true reason of a refusal is for the operator. Who did it and from where is shown of
 * what users do themselves: an administrator's address would be taken for a thief's.
 */
export function shownEvent(event: RecordedEvent): ActivityEvent {
  const shown = shownWhole(event);
  const isOwnDoing = event.data?.byUserId === event.userId;
  if (isOwnDoing || !isByAdministrator(event.data)) return shown;
  return { ...shown, ipAddress: null, userAgent: null, deviceName: null, data: { ...shown.data, byUserId: undefined } };
}

function shownWhole({ id, type, occurredAt, origin, data }: RecordedEvent): ActivityEvent {
  titles ??= new Map(listEvents().map((event) => [event.type, event.title]));
  const { ipAddress, userAgent } = origin;
  const deviceName = userAgent === null ? null : deviceNameOf(userAgent);
  return { id, type, title: titles.get(type) ?? type, occurredAt, ipAddress, userAgent, deviceName, data: data ?? {} };
}

/** As an administrator sees it; a key of an ordinary user is not told the reason. */
export function shownInTrail(event: RecordedEvent, isAdministrator: boolean): AuditEvent {
  const { userId, sessionId = null, reason = null, origin } = event;
  return { ...shownWhole(event), userId, sessionId, requestId: origin.requestId, reason: isAdministrator ? reason : null };
}
