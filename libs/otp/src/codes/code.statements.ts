import { statement } from '@countersign/database';

export interface WrittenCode {
  readonly expiresAt: Date;
  readonly expiresIn: number;
  /** Seconds until the next code may follow. */
  readonly retryAfter: number;
  /** What older codes of the method answer that may still wait for their provider. */
  readonly older: readonly string[];
}

/** How long the next code has to wait: 30 s after the first one, then 60, then 120. */
const PAUSE = (sends: string) => `make_interval(secs => case ${sends} when 1 then 30 when 2 then 60 else 120 end)`;
const LEFT = (until: string) => `greatest(1, ceil(extract(epoch from ${until} - now())))::int`;

export const begin = statement('otp_code_begin', 'savepoint otp_code');

export const takeBack = statement('otp_code_take_back', 'rollback to savepoint otp_code');

/** One of this moment belongs to a log-in at the same time. One that waits for longer would come together with the new one. */
const OLDER = `array(
     select o.context_id from codes o where o.method_id = $1 and o.context_id <> $2 and o.spent_at is null
       and o.sent_at < now() - interval '10 seconds' and o.expires_at > now())`;

// The newest code takes the place of the older one, once its pause is over; what was tried stays counted. The destination's
// row is held, so that a method that is being removed gets no code.
export const write = statement<WrittenCode>(
  'otp_code_write',
  `insert into codes as c (method_id, context_id, digest, expires_at)
   select method_id, $2, $3, now() + make_interval(secs => $4) from code_destinations where method_id = $1 for key share
   on conflict (method_id, context_id) do update
     set digest = excluded.digest, expires_at = excluded.expires_at, sends = c.sends + 1, sent_at = now(), spent_at = null
     where c.sent_at + ${PAUSE('c.sends')} <= now()
   returning expires_at as "expiresAt", ${LEFT('expires_at')} as "expiresIn", ${LEFT(`sent_at + ${PAUSE('sends')}`)} as "retryAfter",
     ${OLDER} as older`,
);

export const pause = statement<{ seconds: number }>(
  'otp_code_pause',
  `select ${LEFT(`sent_at + ${PAUSE('sends')}`)} as seconds from codes where method_id = $1 and context_id = $2`,
);

export interface TriedCode {
  /** Null: the row takes no code any more. */
  readonly digest: Buffer | null;
  readonly isSpent: boolean;
  readonly hasExpired: boolean;
  readonly hasFailed: boolean;
}

// RFC 4226 §7.3 and NIST SP 800-63B-4 §3.2.2 want guesses limited: five a row, counted before anything is compared.
export const reserveTry = statement<TriedCode>(
  'otp_code_reserve_try',
  `with tried as (
     update codes set tries = tries + 1
     where method_id = $1 and context_id = $2 and spent_at is null and expires_at > now() and tries < 5
     returning digest
   )
   select (select digest from tried) as digest, spent_at is not null as "isSpent", expires_at <= now() as "hasExpired",
     exists (select from code_destinations d where d.method_id = $1 and d.failed_at is not null) as "hasFailed"
   from codes where method_id = $1 and context_id = $2`,
);

// The digest says which code: one that was sent since then is another one.
export const consume = statement<{ id: string }>(
  'otp_code_consume',
  `update codes set spent_at = now() where method_id = $1 and context_id = $2 and digest = $3 and spent_at is null
   returning method_id as id`,
);

/** Found by the few methods of its user, since codes are kept by method. */
export const ofChallenge = statement<{ methodId: string }>(
  'otp_code_of_challenge',
  `select c.method_id as "methodId" from code_destinations d join codes c on c.method_id = d.method_id
   where d.user_id = $2 and c.context_id = $1`,
);
