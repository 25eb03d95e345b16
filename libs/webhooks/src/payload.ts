import { listEvents } from '@countersign/kernel';
import type { RecordedEvent } from '@countersign/audit';

/** What a receiver gets: ids and facts. */
export interface Payload {
  readonly id: string;
  readonly type: string;
  /** The same as `type`. */
  readonly event: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const MAX_TEXT = 200;
const MAX_LIST = 50;

/**
 * The body for an event, said once: the same bytes at every attempt. Of the event's data only the members that the catalogue
 * declares go out, and only short facts; never the reason of a refusal, the client's address or its agent.
 */
export function payloadOf({ id, type, occurredAt, userId, sessionId, data = {} }: RecordedEvent): string {
  const declared = Object.keys(listEvents().find((event) => event.type === type)?.data ?? {});
  const facts = declared.flatMap((name) => (isFact(data[name]) ? [[name, data[name]] as const] : []));
  return body({ id, type, timestamp: occurredAt.toISOString(), data: { userId, ...(sessionId && { sessionId }), ...Object.fromEntries(facts) } });
}

/** The body of a test. */
export function testPayload(id: string, webhookId: string, now: Date): string {
  return body({ id, type: TEST_EVENT, timestamp: now.toISOString(), data: { webhookId } });
}

export const TEST_EVENT = 'webhook.test';

function body({ id, type, timestamp, data }: Omit<Payload, 'event'>): string {
  return JSON.stringify({ id, type, event: type, timestamp, data } satisfies Payload);
}

function isFact(value: unknown): boolean {
  if (Array.isArray(value)) return value.length <= MAX_LIST && value.every((item) => !Array.isArray(item) && isFact(item));
  if (typeof value === 'string') return value.length <= MAX_TEXT;
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}
