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
    why: 'false behind a transaction pooler such as PgBouncer: no named statements, no session settings.',
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
    ];
  }
}

function faultOf(name: string, url: Secret): string[] {
  const { fault } = connectionFrom(url.reveal());
  return fault ? [`${name} ${fault}`] : [];
}
