import { statement } from '@countersign/database';

export interface StoredDestination {
  readonly destinationSealed: string;
  readonly digest: Buffer;
  readonly hasFailed: boolean;
}

export const add = statement<{ methodId: string }>(
  'otp_destination_add',
  `insert into code_destinations (method_id, user_id, destination_sealed, digest) values ($1, $2, $3, $4)
   on conflict (user_id, digest) do nothing returning method_id as "methodId"`,
);

export const find = statement<StoredDestination>(
  'otp_destination_find',
  `select destination_sealed as "destinationSealed", digest, failed_at is not null as "hasFailed"
   from code_destinations where method_id = $1`,
);

export const markFailed = statement(
  'otp_destination_mark_failed',
  'update code_destinations set failed_at = coalesce(failed_at, now()) where method_id = $1',
);

export const forgetFailure = statement(
  'otp_destination_forget_failure',
  'update code_destinations set failed_at = null where method_id = $1',
);

export const remove = statement('otp_destination_remove', 'delete from code_destinations where method_id = $1');
