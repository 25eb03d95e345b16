import { statement } from '@countersign/database';
import type { PublicJwk } from './key-pair';

export type KeyState = 'next' | 'current' | 'previous';

export interface SigningKeyRow {
  readonly kid: string;
  readonly state: KeyState;
  readonly jwk: PublicJwk;
  readonly sealed: string;
  readonly createdAt: Date;
  readonly stateSince: Date;
  /** Seconds in its state. */
  readonly age: number;
}

/** One change of the ring at a time: which key is the current one is said of several rows. */
export const lockRing = statement('sessions_signing_lock', `select pg_advisory_xact_lock(hashtextextended('signing_keys', 0))`);

export const selectKeys = statement<SigningKeyRow>(
  'sessions_signing_select',
  `select kid, state, public_jwk as jwk, private_sealed as sealed, created_at as "createdAt", state_since as "stateSince",
     extract(epoch from now() - state_since)::float8 as age
   from signing_keys order by created_at desc, kid`,
);

export const insertKey = statement(
  'sessions_signing_insert',
  'insert into signing_keys (kid, state, public_jwk, private_sealed) values ($1, $2, $3, $4)',
);

export const moveKey = statement<{ kid: string }>(
  'sessions_signing_move',
  'update signing_keys set state = $2, state_since = now() where state = $1 returning kid',
);

/** Of a key that signs no more, once $2 seconds have passed since it did; null: any such key. */
export const removeKey = statement<{ kid: string }>(
  'sessions_signing_remove',
  `delete from signing_keys
   where state = 'previous' and ($1::text is null or kid = $1) and state_since <= now() - make_interval(secs => $2) returning kid`,
);
