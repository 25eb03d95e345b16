import { statement } from '@countersign/database';

/** A lost answer, or two log-ins at once: within this span the spent token brings its successor once more. */
const GRACE_SECONDS = 10;

/** A device that counts; the statement calls its table `d` and the view of its user `u`. */
const IS_TRUSTED = 'd.expires_at > now() and d.trust_epoch = u.trust_epoch';
const OF_ITS_USER = 'join user_facts u on u.id = d.user_id';
const IS_USED_UP = `coalesce(t.spent_at <= now() - interval '${GRACE_SECONDS} seconds', false)`;
const SECONDS_LEFT = 'ceil(extract(epoch from d.expires_at - now()))::int as "secondsLeft"';

const isShown = (digest: string) =>
  `exists (select from trusted_device_tokens t where t.device_id = d.id and t.digest = ${digest} and not ${IS_USED_UP})`;

const VIEW = `d.id, d.device_name as "deviceName", d.ip_address as "ipAddress", d.user_agent as "userAgent",
  d.created_at as "createdAt", d.last_used_at as "lastUsedAt", d.expires_at as "expiresAt"`;

export interface DeviceRow {
  readonly id: string;
  readonly deviceName: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  /** Whether the request that asks showed a token of it. */
  readonly current: boolean;
}

/** What several rows of a user say together (how many there are) changes at one place at a time, and nobody waits in a circle. */
export const lockUser = statement(
  'devices_lock_user',
  `select pg_advisory_xact_lock(hashtextextended('trusted_devices:' || $1, 0))`,
);

/**
 * The device with its first token; whatever the user trusted before and counts no more goes, and so does the oldest of too
 * many. $1 device, $2 user, $3 trust epoch, $4 name, $5 address, $6 agent, $7 digest, $8 days, $9 most devices.
 */
export const addDevice = statement<{ secondsLeft: number; pushedOut: number }>(
  'devices_add',
  `with d as (
     insert into trusted_devices (id, user_id, trust_epoch, device_name, ip_address, user_agent, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $8)) returning *
   ), token as (
     insert into trusted_device_tokens (digest, device_id) select $7, d.id from d
   ), kept as (
     select d.id from trusted_devices d ${OF_ITS_USER} where d.user_id = $2 and ${IS_TRUSTED}
     order by d.created_at desc, d.id desc limit $9::int - 1
   ), gone as (
     delete from trusted_devices d using user_facts u
     where u.id = d.user_id and d.user_id = $2 and d.id not in (select id from kept)
     returning ${IS_TRUSTED} as was_trusted
   )
   select ${SECONDS_LEFT}, (select count(*) from gone where was_trusted)::int as "pushedOut" from d`,
);

/** What a token is good for: $1 digest, $2 user. */
export const lookUp = statement<{ id: string; deviceName: string; isUsedUp: boolean; secondsLeft: number }>(
  'devices_look_up',
  `select d.id, d.device_name as "deviceName", ${IS_USED_UP} as "isUsedUp", ${SECONDS_LEFT}
   from trusted_device_tokens t join trusted_devices d on d.id = t.device_id ${OF_ITS_USER}
   where t.digest = $1 and d.user_id = $2 and ${IS_TRUSTED}`,
);

/**
 * Spends the token by condition and inserts its successor; of many at once one gets a row. The device is locked before its
 * tokens, as its removal does, and its user before the device: the log-in that it excuses holds the user's row next, and another one
 * that holds it already may be about to remove the device. $1 digest, $2 user, $3 the successor's digest, $4 address, $5 agent.
 */
export const rotate = statement<{ deviceName: string; secondsLeft: number }>(
  'devices_rotate',
  `with u as materialized (
     select id, trust_epoch from user_facts where id = $2 for no key update
   ), device as materialized (
     select d.id from u join trusted_devices d on d.user_id = u.id join trusted_device_tokens t on t.device_id = d.id
     where t.digest = $1 and t.spent_at is null and ${IS_TRUSTED} for update of d
   ), spent as (
     update trusted_device_tokens t set spent_at = now() from device
     where t.digest = $1 and t.spent_at is null and t.device_id = device.id returning t.device_id
   ), d as (
     update trusted_devices d set last_used_at = now(), ip_address = $4, user_agent = $5
     from spent where d.id = spent.device_id returning d.*
   ), successor as (
     insert into trusted_device_tokens (digest, device_id) select $3, d.id from d
   )
   select d.device_name as "deviceName", ${SECONDS_LEFT} from d`,
);

/** The device of a token that was spent longer ago than the grace: $1 digest, $2 user. */
export const removeByUsedUp = statement<{ id: string }>(
  'devices_remove_by_used_up',
  `delete from trusted_devices d using trusted_device_tokens t
   where t.digest = $1 and t.device_id = d.id and d.user_id = $2 and ${IS_USED_UP} returning d.id`,
);

/** $1 user, $2 digest that the request showed, or null. */
export const list = statement<DeviceRow>(
  'devices_list',
  `select ${VIEW}, ${isShown('$2::bytea')} as current
   from trusted_devices d ${OF_ITS_USER} where d.user_id = $1 and ${IS_TRUSTED}
   order by d.last_used_at desc, d.id desc`,
);

export const isOwned = statement<{ id: string }>(
  'devices_is_owned',
  `select d.id from trusted_devices d ${OF_ITS_USER} where d.id = $1 and d.user_id = $2 and ${IS_TRUSTED}`,
);

/** $1 device, $2 user, $3 digest that the request showed, or null, $4 name. */
export const rename = statement<DeviceRow>(
  'devices_rename',
  `update trusted_devices d set device_name = $4 from user_facts u
   where d.id = $1 and d.user_id = $2 and u.id = d.user_id and ${IS_TRUSTED}
   returning ${VIEW}, ${isShown('$3::bytea')} as current`,
);

type Removed = Pick<DeviceRow, 'id' | 'current'>;

/** $1 device, $2 user, $3 digest that the request showed, or null. */
export const remove = statement<Removed>(
  'devices_remove',
  `delete from trusted_devices d using user_facts u
   where d.id = $1 and d.user_id = $2 and u.id = d.user_id and ${IS_TRUSTED}
   returning d.id, ${isShown('$3::bytea')} as current`,
);

/** $1 user, $2 digest that the request showed, or null. */
export const removeAll = statement<Removed>(
  'devices_remove_all',
  `delete from trusted_devices d using user_facts u
   where d.user_id = $1 and u.id = d.user_id and ${IS_TRUSTED}
   returning d.id, ${isShown('$2::bytea')} as current`,
);

/** A device whose trust was ended otherwise counts no more, and goes when the next one is trusted or when its time is over. */
export const removeExpired = statement<{ id: string }>(
  'devices_remove_expired',
  `delete from trusted_devices where id in (
     select id from trusted_devices where expires_at < now() order by expires_at limit $1 for update skip locked)
   returning id`,
);
