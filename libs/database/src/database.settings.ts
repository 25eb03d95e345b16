import { FlagSetting, SecretSetting, Settings, TextSetting, type CrossCheck } from '@countersign/config';
import { Secret } from '@countersign/kernel';
import { connectionFrom } from './connection';

@Settings('database')
export class DatabaseSettings implements CrossCheck {
  @SecretSetting({
    why:
      'Where PostgreSQL (14 or later) is: postgresql://user:password@host:5432/name. May carry schema, connection_limit ' +
      '(20), pool_timeout (10 s; within the 4 s that a request may wait for PostgreSQL in all), sslmode and sslrootcert.',
  })
  readonly DATABASE_URL: Secret;

  @SecretSetting({
    why: 'A connection past any pooler, for migrations and their lock. Unset: the same as DATABASE_URL.',
    default: null,
  })
  readonly DATABASE_DIRECT_URL: Secret | null;

  @FlagSetting({
    why:
      'false behind a transaction pooler such as PgBouncer: no named statements, no session settings. Then set the time limits and ' +
      'the search_path on the role (libs/database/README.md).',
    default: true,
  })
  readonly DATABASE_PREPARED: boolean;

  @FlagSetting({
    why: 'true lets the api migrate by itself when it starts; for hosts that run a single process.',
    default: false,
  })
  readonly MIGRATE_ON_START: boolean;

  @TextSetting({ why: 'The name that pg_stat_activity shows for our connections.', default: 'countersign' })
  readonly DATABASE_APPLICATION_NAME: string;

  faults(): string[] {
    return [
      ...faultOf('DATABASE_URL', this.DATABASE_URL),
      ...(this.DATABASE_DIRECT_URL ? faultOf('DATABASE_DIRECT_URL', this.DATABASE_DIRECT_URL) : []),
      ...this.schemaFault(),
    ];
  }

  /** The schema is a setting of the session, which a transaction pooler refuses: dropped in silence, it would be another one. */
  private schemaFault(): string[] {
    const schema = connectionFrom(this.DATABASE_URL.reveal()).connection?.schema;
    if (this.DATABASE_PREPARED || !schema) return [];
    const statement = `alter role <user> set search_path = ${schema}`;
    return [`DATABASE_URL has a schema, which DATABASE_PREPARED=false does not send: take it out and run "${statement}" once`];
  }
}

function faultOf(name: string, url: Secret): string[] {
  const { fault } = connectionFrom(url.reveal());
  return fault ? [`${name} ${fault}`] : [];
}
