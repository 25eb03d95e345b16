import { statement } from '@countersign/database';

export interface StoredDestination {
  readonly destinationSealed: string;
  readonly digest: Buffer;
  readonly hasFailed: boolean;
}

/** $4: its digests, the one to be stored first. */
export const add = statement<{ methodId: string }>(
  'otp_destination_add',
  `insert into code_destinations (method_id, user_id, destination_sealed, digest)
   select $1, $2, $3, ($4::bytea[])[1] where not exists (select from code_destinations where user_id = $2 and digest = any ($4::bytea[]))
   on conflict (user_id, digest) do nothing returning method_id as "methodId"`,
);

export const find = statement<StoredDestination>(
  'otp_destination_find',
  `select destination_sealed as "destinationSealed", digest, failed_at is not null as "hasFailed"
   from code_destinations where method_id = $1`,
);

/** Nothing happens where another method of the user leads there already. */
export const renewDigest = statement(
  'otp_destination_renew_digest',
  `update code_destinations d set digest = $2 where method_id = $1
     and not exists (select from code_destinations o where o.user_id = d.user_id and o.digest = $2)`,
);

/** Not for a code ($2: what it answered) that was typed in, whatever is said of it later. */
export const markFailed = statement(
  'otp_destination_mark_failed',
  `update code_destinations set failed_at = coalesce(failed_at, now()) where method_id = $1
     and not exists (select from codes c where c.method_id = $1 and c.context_id = $2 and c.spent_at is not null)`,
);

export const forgetFailure = statement(
  'otp_destination_forget_failure',
  'update code_destinations set failed_at = null where method_id = $1 and failed_at is not null',
);

/** For a code ($2: what it answers) that arrived; unless another was sent after it, which the failure may be of. */
export const markDelivered = statement(
  'otp_destination_mark_delivered',
  `update code_destinations set failed_at = null where method_id = $1 and failed_at is not null
     and not exists (
       select from codes c join codes o on o.method_id = c.method_id and o.sent_at > c.sent_at
       where c.method_id = $1 and c.context_id = $2 and o.sent_at <= failed_at)`,
);

/** A code that is just being written holds the row: what is read after this knows of it. */
export const hold = statement('otp_destination_hold', 'select from code_destinations where method_id = $1 for update');

export const remove = statement<{ contextId: string }>(
  'otp_destination_remove',
  `with gone as (delete from code_destinations where method_id = $1)
   select context_id as "contextId" from codes where method_id = $1 and spent_at is null and expires_at > now()`,
);
