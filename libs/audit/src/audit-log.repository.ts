import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager } from 'typeorm';
import { Repository } from 'typeorm';
import { Database, statement } from '@countersign/database';
import type { Origin, SecurityEvent } from '@countersign/kernel';
import { outboxInsert, type NewMessage } from '@countersign/queue';
import { AuditLog } from './audit-log.entity';
import type { Position } from './cursor';
import type { RecordedEvent } from './recorded-event';

export interface NewEvent {
  readonly id: string;
  readonly event: SecurityEvent;
}

/** Which events of the trail; what is left out does not count. */
export interface AuditFilter {
  readonly userId?: string;
  readonly type?: string;
  readonly from?: Date;
  /** Not itself. */
  readonly to?: Date;
}

export interface PlacedEvent {
  readonly event: RecordedEvent;
  readonly position: Position;
}

const columns: readonly (readonly [name: string, type: string, read?: string])[] = [
  ['id', 'uuid'],
  ['type', 'text'],
  ['user_id', 'uuid'],
  ['session_id', 'uuid'],
  ['request_id', 'text'],
  ['ip_address', 'text'],
  ['user_agent', 'text'],
  ['reason', 'text'],
  ['data', 'text', 'data::jsonb'],
];
const names = columns.map(([name]) => name);
const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`);

/** The events and their messages in one statement: one round trip, and neither can be there without the other. */
const recordEvents = statement(
  'audit_record_events',
  `with event as (
     insert into audit_log (${names.join(', ')})
     select ${columns.map(([name, , read]) => read ?? name).join(', ')}
     from unnest(${arrays.join(', ')}) as new (${names.join(', ')})
   )
   ${outboxInsert.text(columns.length + 1)}`,
);

/** Found by their ids in every month, since the time that it names is the api's and not the database's. */
const findEvents = statement<AuditLog>(
  'audit_find_events',
  `select id, created_at as "createdAt", type, user_id as "userId", session_id as "sessionId", request_id as "requestId",
     ip_address as "ipAddress", user_agent as "userAgent", reason, data
   from audit_log where id = any($1::uuid[])`,
);

/** Microseconds since 1970: what a JavaScript Date would cut off decides the order of events of one millisecond. */
const microseconds = '(extract(epoch from event.created_at) * 1000000)::bigint';

@Injectable()
export class AuditLogRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(AuditLog) private readonly logs: Repository<AuditLog>,
  ) {}

  async add(tx: EntityManager | null, origin: Origin, events: readonly NewEvent[], messages: readonly NewMessage[]): Promise<void> {
    const values = [
      events.map(({ id }) => id),
      events.map(({ event }) => event.type),
      events.map(({ event }) => event.userId),
      events.map(({ event }) => event.sessionId ?? null),
      events.map(() => storable(origin.requestId)),
      events.map(() => origin.ipAddress),
      events.map(() => storable(origin.userAgent)),
      events.map(({ event }) => storable(event.reason ?? null)),
      events.map(({ event }) => storableJson({ ...event.data, ...broughtBy(origin) })),
    ];
    await this.database.run(recordEvents, [...values, ...outboxInsert.values(messages)], tx ?? undefined);
  }

  async find(ids: readonly string[]): Promise<RecordedEvent[]> {
    return (await this.database.run(findEvents, [ids])).map(recorded);
  }

  /** The events that a filter lets through, newest first, after a position. */
  async pageOf({ userId, type, from, to }: AuditFilter, limit: number, after: Position | null): Promise<PlacedEvent[]> {
    const query = this.logs.createQueryBuilder('event').addSelect(microseconds, 'position');
    if (userId !== undefined) query.andWhere('event.userId = :userId', { userId });
    if (type !== undefined) query.andWhere('event.type = :type', { type });
    if (from !== undefined) query.andWhere('event.createdAt >= :from', { from });
    if (to !== undefined) query.andWhere('event.createdAt < :to', { to });
    if (after) {
      const time = `timestamptz 'epoch' + cast(:micros as bigint) * interval '1 microsecond'`;
      query.andWhere(`(event.created_at, event.id) < (${time}, cast(:id as uuid))`, after);
    }
    const ordered = query.orderBy('event.createdAt', 'DESC').addOrderBy('event.id', 'DESC').limit(limit);
    const { entities, raw } = await ordered.getRawAndEntities<{ position: string }>();
    return entities.map((row, index) => ({ event: recorded(row), position: { micros: raw[index]!.position, id: row.id } }));
  }
}

/** PostgreSQL takes no NUL; the edge refuses it in bodies, but headers and error texts come another way. */
function storable<Text extends string | null>(text: Text): Text {
  return (text?.replaceAll('\0', '\ufffd') ?? null) as Text;
}

/** Of what a key did: which one, and where its own client was, as it says. */
function broughtBy({ keyId: byKey, claimed }: Origin): object {
  return byKey === undefined ? {} : { byKey, ...(claimed && { claimed }) };
}

/** Nor does jsonb take it, or a lone surrogate. */
function storableJson(data: object): string {
  return JSON.stringify(data).replace(/\\u0000|\\ud[89a-f][0-9a-f]{2}/gi, '\\ufffd');
}

function recorded({ id, type, userId, sessionId, reason, data, createdAt, ...from }: AuditLog): RecordedEvent {
  const { byKey: keyId, claimed } = data as { byKey?: string; claimed?: Origin['claimed'] };
  const seen = { requestId: from.requestId, ipAddress: from.ipAddress, userAgent: from.userAgent };
  const origin: Origin = keyId === undefined ? seen : { ...seen, keyId, claimed };
  return { id, type, userId, sessionId, ...(reason !== null && { reason }), data, occurredAt: createdAt, origin };
}
